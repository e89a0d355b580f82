import type { ApiLimits } from "./limits.ts";
import { invalid, type Problem } from "./problem.ts";

/** Keys that begin with it belong to the cluster itself: where its servers are found is kept under them. */
const RESERVED = "\u0000";
/** In a URL they are steps to another path, however they are encoded. */
const STEPS = [".", ".."];
const LONE_SURROGATE = /\p{Surrogate}/u;
/** UTF-8 takes at most so many bytes for each UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3;

export function checkKey(key: string, { maxKeyBytes }: ApiLimits): Problem | undefined {
  if (key === "") return invalid("params.key", "The key is empty: a key has at least one character.", "invalid-key");
  if (key.startsWith(RESERVED)) {
    return invalid("params.key", "Keys that begin with U+0000 belong to the cluster itself.", "invalid-key");
  }
  if (STEPS.includes(key)) {
    return invalid("params.key", 'The keys "." and ".." are not possible: no URL can name them.', "invalid-key");
  }
  if (fits(key, maxKeyBytes)) return undefined;
  const message = `The key takes ${bytesOf(key)} bytes as UTF-8; at most ${maxKeyBytes} are allowed.`;
  return invalid("params.key", message, "invalid-key");
}

/** `field` is the value's place in the request. */
export function checkValue(value: string, field: string, { maxValueBytes }: ApiLimits): Problem | undefined {
  if (!fits(value, maxValueBytes)) {
    const message = `The value takes ${bytesOf(value)} bytes as UTF-8; at most ${maxValueBytes} are allowed.`;
    return { status: 413, code: "value-too-large", message, more: { field } };
  }
  if (!LONE_SURROGATE.test(value)) return undefined;
  return invalid(field, "The value holds half of a surrogate pair, which UTF-8 cannot express.", "invalid-value");
}

function fits(text: string, maxBytes: number): boolean {
  return text.length * MAX_BYTES_PER_UNIT <= maxBytes || bytesOf(text) <= maxBytes;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
