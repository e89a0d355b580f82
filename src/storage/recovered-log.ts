import { DamagedFile } from "./damaged-file.ts";
import { isSnapshotFile, segmentName, sequenceOfSegment, snapshotName } from "./file-names.ts";
import type { FileReader } from "./file-operation.ts";
import { LogImage } from "./log-image.ts";
import { type Replayed, replaySegment } from "./replay.ts";
import { readBlocks } from "./snapshot-blocks.ts";
import type { StorageOptions } from "./storage-options.ts";
import { damageOfEnd } from "./torn-tail.ts";

/** What the files hold. */
export interface RecoveredLog {
  readonly image: LogImage;
  /** Ascending, each named by its first record. */
  readonly segments: readonly number[];
  /**
   * The last flush, which has to be written anew before it counts: number of its first record, and its first entry. What
   * it held else is in the image.
   */
  readonly flushFrom: number;
  readonly flushFirstIndex: number;
  /** Files that hold nothing that counts. */
  readonly leftovers: readonly string[];
  /** What was cut, as sentences. */
  readonly repairs: readonly string[];
}

/** @throws DamagedFile if the files do not hold all that was promised. */
export function recoverLog(options: StorageOptions, files: FileReader): RecoveredLog {
  const names = files.list();
  const segments = names.map(sequenceOfSegment).filter((sequence) => sequence !== undefined);
  segments.sort((one, other) => one - other);
  let image = new LogImage(options.termRuns);
  let broken: DamagedFile | undefined;
  const repairs: string[] = [];
  let end: Replayed | undefined;
  segments.forEach((segment, place) => {
    const file = segmentName(segment);
    const bytes = files.read(file, 0, files.sizeBytes(file));
    const until = segments[place + 1];
    end = replaySegment(image, options.group, segment, bytes, until ?? Number.MAX_SAFE_INTEGER);
    const { nextSequence, sizeBytes } = end;
    // It was synced up to there before the next segment got its name. Where that one holds all that counts, this one was
    // to be removed already; if not, entries will be missing.
    if (until !== undefined && nextSequence < until) {
      broken = new DamagedFile(
        file,
        sizeBytes,
        `record ${nextSequence} is not whole, and ${segmentName(until)} follows`,
      );
      image = new LogImage(options.termRuns);
    }
    if (until !== undefined) return;
    const damage = damageOfEnd(bytes, options.group, end);
    if (damage !== undefined) throw new DamagedFile(file, sizeBytes, damage);
    // Zeros were never written: the file was made longer in advance.
    const tornBytes = bytes.subarray(sizeBytes).findLastIndex((byte) => byte !== 0) + 1;
    if (tornBytes === 0) return;
    repairs.push(`${file}: a torn write was cut, ${tornBytes} bytes from byte ${sizeBytes} on`);
    const reason = `record ${nextSequence} is not whole, and entries are missing that only what is lost here can have dropped`;
    broken ??= new DamagedFile(file, sizeBytes, reason);
  });
  assertComplete(image, segments, broken);
  verifySnapshot(image, files);
  const counting = image.stored && snapshotName(image.stored.snapshot);
  const leftovers = names.filter((file) => isSnapshotFile(file) && file !== counting);
  const flushFirstIndex =
    end === undefined ? 1 : firstIndexFrom(image, segments[segments.length - 1]!, end.flushOffset);
  return { image, segments, flushFrom: end?.flushFrom ?? 1, flushFirstIndex, leftovers, repairs };
}

/** The first entry of the log that lies in the last segment from `offset` on; behind the last one if none does. */
function firstIndexFrom({ positions, baseIndex, lastIndex }: LogImage, last: number, offset: number): number {
  let index = lastIndex + 1;
  while (index - 1 > baseIndex && positions.segmentOf(index - 1) === last && positions.offsetOf(index - 1) >= offset) {
    index--;
  }
  return index;
}

/** Segments are removed when nothing in them counts any more; one that is lost is found by the entries it takes along. */
function assertComplete(
  { baseIndex, lastIndex, positions, snapshotIndex }: LogImage,
  segments: readonly number[],
  broken: DamagedFile | undefined,
): void {
  const file = segmentName(segments[0] ?? 1);
  if (lastIndex > baseIndex && positions.segmentOf(baseIndex + 1) === 0) {
    throw broken ?? new DamagedFile(file, 0, `entry ${baseIndex + 1} is in no segment, and no snapshot took its place`);
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
