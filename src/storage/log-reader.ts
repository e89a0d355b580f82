import type { Entry, LogFetch } from "../raft/index.ts";
import { ByteReader } from "./byte-reader.ts";
import { DamagedFile } from "./damaged-file.ts";
import { type DataCodec, readEntry } from "./entry-bytes.ts";
import { segmentName } from "./file-names.ts";
import type { FileReader } from "./file-operation.ts";
import type { LogImage } from "./log-image.ts";
import { recordAt, viewOf } from "./record.ts";
import type { UnwrittenEntries } from "./unwritten-entries.ts";

/** So much is read at once, or one record if that is larger. */
const READ_BYTES = 65_536;

/** What `Storage.entries` gives. */
export function readEntries(
  files: FileReader,
  image: LogImage,
  unwritten: UnwrittenEntries,
  codec: DataCodec,
  { firstIndex, lastIndex, maxBytes }: LogFetch,
): Entry[] {
  const found: Entry[] = [];
  if (firstIndex <= image.baseIndex) return found;
  const last = Math.min(lastIndex, image.lastIndex);
  let bytes = 0;
  for (let next = firstIndex; next <= last; next = firstIndex + found.length) {
    const entry = unwritten.at(next);
    const stretch = entry ? [entry] : readStretch(files, image, codec, next, Math.min(last, unwritten.firstIndex - 1));
    for (const entry of stretch) {
      bytes += entry.bytes;
      if (bytes > maxBytes && found.length > 0) return found;
      found.push(entry);
    }
  }
  return found;
}

/**
 * Entries that are in files, from `first` on: at least that one, and up to `last` those that lie near it. Throws
 * DamagedFile if one of them is not what was written.
 */
function readStretch(files: FileReader, image: LogImage, codec: DataCodec, first: number, last: number): Entry[] {
  const { positions } = image;
  const segment = positions.segmentOf(first);
  const offset = positions.offsetOf(first);
  let end = offset + positions.lengthOf(first);
  let count = 1;
  for (; first + count <= last && positions.segmentOf(first + count) === segment; count++) {
    const nextEnd = positions.offsetOf(first + count) + positions.lengthOf(first + count);
    if (nextEnd - offset > READ_BYTES) break;
    end = nextEnd;
  }
  const file = segmentName(segment);
  const bytes = files.read(file, offset, end - offset);
  const view = viewOf(bytes);
  return Array.from({ length: count }, (_, position) => {
    const index = first + position;
    const at = positions.offsetOf(index);
    const record = recordAt(bytes, view, at - offset);
    if (record === undefined) throw new DamagedFile(file, at, `the record of entry ${index} is not whole`);
    const entry = readEntry(new ByteReader(bytes, record.payload, record.end), codec);
    if (entry.index === index && entry.term === image.termRuns.termAt(index)) return entry;
    throw new DamagedFile(file, at, `entry ${entry.index} of term ${entry.term} stands where entry ${index} should`);
  });
}

/** The newest entries, in order up to the last one: as many as their records take up to `maxBytes`. */
export function readTail(files: FileReader, image: LogImage, codec: DataCodec, maxBytes: number): Entry[] {
  const { positions, lastIndex, baseIndex } = image;
  let first = lastIndex + 1;
  for (let bytes = 0; first - 1 > baseIndex; first--) {
    bytes += positions.lengthOf(first - 1);
    if (bytes > maxBytes) break;
  }
  return readFrom(files, image, codec, first);
}

/** All entries from `first` on, all of them in files. */
export function readFrom(files: FileReader, image: LogImage, codec: DataCodec, first: number): Entry[] {
  const found: Entry[] = [];
  while (first + found.length <= image.lastIndex) {
    for (const entry of readStretch(files, image, codec, first + found.length, image.lastIndex)) found.push(entry);
  }
  return found;
}
