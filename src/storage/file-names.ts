/** A segment that is being begun. */
export const NEW_SEGMENT = "wal-new.tmp";
/** Pieces of the machine's own snapshot, and of a leader's. */
export const SAVED_PIECES = "snapshot-saved.tmp";
export const RECEIVED_PIECES = "snapshot-received.tmp";

const SEGMENT = /^wal-([0-9a-f]{16})\.log$/;
const SNAPSHOT = /^snapshot-[0-9a-f]{16}-[0-9a-f]{16}\.snap$/;

/** A segment of the log is named after its first record. */
export function segmentName(firstSequence: number): string {
  return `wal-${hexadecimal(firstSequence)}.log`;
}

/** The number of a segment's first record; undefined if it is none. */
export function sequenceOfSegment(file: string): number | undefined {
  const digits = SEGMENT.exec(file)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

export function snapshotName({ index, term }: { readonly index: number; readonly term: number }): string {
  return `snapshot-${hexadecimal(index)}-${hexadecimal(term)}.snap`;
}

/** Whether it holds a snapshot or a part of one. */
export function isSnapshotFile(file: string): boolean {
  return SNAPSHOT.test(file) || file === SAVED_PIECES || file === RECEIVED_PIECES;
}

function hexadecimal(value: number): string {
  return value.toString(16).padStart(16, "0");
}
