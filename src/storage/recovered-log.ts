import { DamagedFile } from "./damaged-file.ts";
import { isSnapshotFile, segmentName, sequenceOfSegment, snapshotName } from "./file-names.ts";
import type { FileOperation, FileReader } from "./file-operation.ts";
import { LogImage } from "./log-image.ts";
import { type LogEnd, NO_LOG } from "./log-writer.ts";
import { replaySegment } from "./replay.ts";
import { readBlocks } from "./snapshot-blocks.ts";
import type { StorageOptions } from "./storage-options.ts";
import { damageOfTail } from "./torn-tail.ts";

/** What the files hold. */
export interface RecoveredLog {
  readonly image: LogImage;
  readonly end: LogEnd;
  /** To be carried out before anything that is recovered counts. */
  readonly operations: readonly FileOperation[];
  /** What was cut, as sentences. */
  readonly repairs: readonly string[];
}

/** @throws DamagedFile if the files do not hold all that was promised. */
export function recoverLog(options: StorageOptions, files: FileReader): RecoveredLog {
  const names = files.list();
  const segments = names.map(sequenceOfSegment).filter((sequence) => sequence !== undefined);
  segments.sort((one, other) => one - other);
  const image = new LogImage(options.termRuns);
  const operations: FileOperation[] = [];
  const repairs: string[] = [];
  const first = segments[0] ?? NO_LOG.nextSequence;
  let end: LogEnd = { ...NO_LOG, nextSequence: first, flushFrom: first };
  for (const segment of segments) {
    const file = segmentName(segment);
    if (segment !== end.nextSequence)
      throw new DamagedFile(file, 0, `record ${end.nextSequence} should be in it first`);
    const bytes = files.read(file, 0, files.sizeBytes(file));
    const replayed = replaySegment(image, options.group, segment, bytes, segment === first);
    const { sizeBytes } = replayed;
    if (replayed.bad !== undefined) {
      const isLast = segment === segments[segments.length - 1];
      const damage = isLast ? damageOfTail(bytes, options.group, replayed.bad) : NOT_LAST;
      if (damage !== undefined) throw new DamagedFile(file, sizeBytes, damage);
      operations.push(...cut(file, sizeBytes));
      repairs.push(`${file}: a torn write was cut, ${bytes.length - sizeBytes} bytes from byte ${sizeBytes} on`);
    }
    if (sizeBytes > 0) end = { ...replayed, segments: [...end.segments, segment] };
  }
  assertComplete(image, end);
  verifySnapshot(image, files);
  operations.push(...settle(image, end, names));
  return { image, end, operations, repairs };
}

/** Only the last segment can be torn: see `LogWriter.rotate`. */
const NOT_LAST = "it makes no sense from there on, and was durable before the next segment was begun";

/** A torn tail goes for good before anything is appended: its bytes are never read again. */
function cut(file: string, sizeBytes: number): FileOperation[] {
  if (sizeBytes === 0) return [{ kind: "remove", file }];
  return [
    { kind: "truncate", file, sizeBytes },
    { kind: "sync", file },
  ];
}

/**
 * Removes the files of snapshots that no record names, and makes durable what was found: a process that was killed may
 * have left it where only a sync brings it to the disk.
 */
function settle(image: LogImage, end: LogEnd, names: readonly string[]): FileOperation[] {
  const counting = image.stored && snapshotName(image.stored.snapshot);
  const operations: FileOperation[] = names
    .filter((file) => isSnapshotFile(file) && file !== counting)
    .map((file) => ({ kind: "remove", file }));
  const last = end.segments[end.segments.length - 1];
  if (last !== undefined) operations.push({ kind: "sync", file: segmentName(last) });
  return [...operations, { kind: "sync-directory" }];
}

/** Segments are removed when nothing in them counts any more; one that is lost is found by the entries it takes along. */
function assertComplete(image: LogImage, { segments }: LogEnd): void {
  const { baseIndex, lastIndex, positions, snapshotIndex } = image;
  const file = segmentName(segments[0] ?? 1);
  if (lastIndex > baseIndex && positions.segmentOf(baseIndex + 1) === 0) {
    throw new DamagedFile(file, 0, `entry ${baseIndex + 1} is in no segment, and no snapshot took its place`);
  }
  if (lastIndex < snapshotIndex) {
    throw new DamagedFile(file, 0, `the log ends at ${lastIndex}, and its snapshot is of ${snapshotIndex}`);
  }
}

/** @throws DamagedFile unless the snapshot that counts is there as it was written. */
function verifySnapshot({ stored }: LogImage, files: FileReader): void {
  if (stored === undefined) return;
  const file = snapshotName(stored.snapshot);
  if (!files.list().includes(file)) throw new DamagedFile(file, 0, "the log names it, and it is not there");
  for (const _ of readBlocks(files, stored));
}
