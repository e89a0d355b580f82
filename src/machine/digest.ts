import type { Command, Result } from "./command.ts";
import { hashInteger, hashString } from "./hash.ts";

/** What a command's kind and the lengths of its strings cost. */
const COMMAND_OVERHEAD_BYTES = 8;

/** What a command counts for in limits of size: its strings at one byte a character, and a fixed overhead. */
export function commandBytes(command: Command): number {
  const keyBytes = COMMAND_OVERHEAD_BYTES + command.key.length;
  switch (command.kind) {
    case "get":
    case "delete":
      return keyBytes;
    case "put":
    case "append":
      return keyBytes + command.value.length;
    case "compare-and-set":
      return keyBytes + command.value.length + optionalBytes(command.expected);
  }
}

/** A 32-bit integer hash of a command's contents, continuing `seed`. */
export function commandDigest(command: Command, seed: number): number {
  const start = hashString(command.key, hashString(command.kind, seed));
  switch (command.kind) {
    case "get":
    case "delete":
      return start;
    case "put":
    case "append":
      return hashString(command.value, start);
    case "compare-and-set":
      return hashString(command.value, hashOptional(command.expected, start));
  }
}

/** What a machine's answer counts for in limits of size. */
export function resultBytes(result: Result): number {
  return 1 + optionalBytes(result.previous);
}

/** A 32-bit integer hash of a machine's answer, continuing `seed`. */
export function resultDigest(result: Result, seed: number): number {
  return hashOptional(result.previous, hashInteger(result.changed ? 1 : 0, seed));
}

function optionalBytes(text: string | undefined): number {
  return text === undefined ? 1 : 1 + text.length;
}

/** Absent and empty differ. */
function hashOptional(text: string | undefined, seed: number): number {
  return text === undefined ? hashInteger(0, seed) : hashString(text, hashInteger(1, seed));
}
