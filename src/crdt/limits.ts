/**
 * Bounds of what one value may hold. Replicas are few and their counts are bounded, so that the sum of all counts of a
 * value is always a safe integer, whatever was merged into it.
 */
export const MAX_REPLICA = 1_023;
export const MAX_COUNT = 2 ** 43 - 1;
/** UTF-16 units of one element of a set, or of a register's value. */
export const MAX_TEXT_LENGTH = 65_536;
/** An operation adds no element beyond these; what several replicas added at the same time can come to more. */
export const MAX_ELEMENTS = 100_000;
export const MAX_TIME_US = Number.MAX_SAFE_INTEGER - 1;
/** Of one encoded value. An operation does not lead beyond these, either. */
export const MAX_ENCODED_BYTES = 64 * 1024 * 1024;

/** An operation asks for what no value may hold. The message is one line that says what is allowed. */
export class CrdtLimitError extends Error {
  override readonly name = "CrdtLimitError";
}

/** @throws CrdtLimitError */
export function requireText(text: string): string {
  if (typeof text === "string" && text.length <= MAX_TEXT_LENGTH) return text;
  const found = typeof text === "string" ? `${text.length} units` : String(text);
  throw new CrdtLimitError(`a text has at most ${MAX_TEXT_LENGTH} UTF-16 units, not ${found}`);
}

/** @throws CrdtLimitError */
export function requireReplica(replica: number): number {
  if (Number.isInteger(replica) && replica >= 0 && replica <= MAX_REPLICA) return replica;
  throw new CrdtLimitError(`a replica is named by an integer from 0 to ${MAX_REPLICA}, not ${replica}`);
}

/** @throws CrdtLimitError */
export function requireRoom(elements: number): void {
  if (elements < MAX_ELEMENTS) return;
  throw new CrdtLimitError(`a set takes at most ${MAX_ELEMENTS} elements, and has them`);
}

/** No text of an element takes more when it is written: its length and each of its units up to three bytes. */
export function mostBytesOf(text: string): number {
  return 3 + 3 * text.length;
}

/**
 * A value that takes no more than so many bytes can be encoded.
 *
 * @throws CrdtLimitError
 */
export function requireBytes(most: number): void {
  if (most <= MAX_ENCODED_BYTES) return;
  throw new CrdtLimitError(`a value takes at most ${MAX_ENCODED_BYTES} bytes, and this could take ${most}`);
}
