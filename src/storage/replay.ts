import { ByteReader } from "./byte-reader.ts";
import { readSnapshot } from "./configuration-bytes.ts";
import { DamagedFile } from "./damaged-file.ts";
import { readOutline } from "./entry-bytes.ts";
import { segmentName } from "./file-names.ts";
import type { LogImage } from "./log-image.ts";
import { type LogRecord, RECORD_KIND, RECORD_VERSION, recordAt, viewOf } from "./record.ts";

/** What was found in a segment. */
export interface Replayed {
  readonly nextSequence: number;
  /** Number of the first record of the last flush. */
  readonly flushFrom: number;
  /** Where that flush begins. */
  readonly flushOffset: number;
  /** How many flushes are there with their end. */
  readonly flushes: number;
  /** The segment makes sense up to here. */
  readonly sizeBytes: number;
}

/**
 * Brings to `image` what the records of a segment say, up to where no whole record stands any more, or record `until`,
 * with which the next segment begins: what follows here was cut when that was begun.
 *
 * @throws DamagedFile if a whole record is not one that could stand there.
 */
export function replaySegment(
  image: LogImage,
  group: number,
  segment: number,
  bytes: Uint8Array,
  until: number,
): Replayed {
  const view = viewOf(bytes);
  let flushFrom = segment;
  let flushOffset = 0;
  let flushes = 0;
  let at = 0;
  let sequence = segment;
  for (; sequence < until; sequence++) {
    const record = recordAt(bytes, view, at);
    if (record === undefined) break;
    const reason = strangeness(record, group, sequence, at === 0);
    if (reason !== undefined) throw new DamagedFile(segmentName(segment), at, reason);
    replay(image, segment, bytes, record);
    if (record.place === 0) {
      flushFrom = sequence;
      flushOffset = at;
    }
    if (record.kind === RECORD_KIND.end) flushes++;
    at = record.end;
  }
  return { nextSequence: sequence, flushFrom, flushOffset, flushes, sizeBytes: at };
}

/** Why a whole record cannot stand there; undefined if it can. */
function strangeness(record: LogRecord, group: number, sequence: number, isFirst: boolean): string | undefined {
  if (record.version !== RECORD_VERSION) return `the record is of version ${record.version}, not ${RECORD_VERSION}`;
  if (record.group !== group) return `the record belongs to group ${record.group}, not ${group}`;
  if (record.sequence !== sequence) return `record ${record.sequence} stands where record ${sequence} should`;
  if (isFirst !== (record.kind === RECORD_KIND.checkpoint)) return `record ${sequence} is of kind ${record.kind}`;
  return undefined;
}

function replay(image: LogImage, segment: number, bytes: Uint8Array, record: LogRecord): void {
  const reader = new ByteReader(bytes, record.payload, record.end);
  try {
    change(image, segment, record, reader);
  } catch (error) {
    const reason = `record ${record.sequence} contradicts what is before it: ${(error as Error).message}`;
    throw new DamagedFile(segmentName(segment), record.start, reason);
  }
}

function change(image: LogImage, segment: number, { kind, start, end }: LogRecord, reader: ByteReader): void {
  switch (kind) {
    case RECORD_KIND.checkpoint:
      image.readCheckpoint(reader);
      break;
    case RECORD_KIND.hardState:
      image.setHardState(reader.u64(), reader.u64());
      break;
    case RECORD_KIND.entry:
      image.append(readOutline(reader), segment, start, end - start);
      break;
    case RECORD_KIND.compact:
      image.compact(reader.u64());
      break;
    case RECORD_KIND.savedSnapshot:
      image.save(readSnapshot(reader));
      break;
    case RECORD_KIND.installedSnapshot:
      image.install(readSnapshot(reader));
      break;
    case RECORD_KIND.end:
      break;
    default:
      throw new Error(`kind ${kind} is unknown`);
  }
}
