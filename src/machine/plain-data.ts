import { hashInteger, hashString } from "./hash.ts";

/**
 * Plain data is what commands and results are made of, and the states of many machines: null, booleans, finite numbers,
 * strings, and arrays and plain objects of these. The order of properties counts for nothing, and a property that is
 * undefined counts as one that is not there.
 */
export type Plain = null | boolean | number | string | readonly unknown[] | Properties;
export type Properties = { readonly [name: string]: unknown };

/** Something that should be plain data is not: a person's mistake. The message names what was found. */
export class PlainDataError extends Error {
  override readonly name = "PlainDataError";

  constructor(found: string) {
    super(`${found} is not plain data (null, booleans, finite numbers, strings, arrays and plain objects of these)`);
  }
}

/** Deeper than any sensible value, and far from the end of the stack. What contains itself comes to this. */
export const MAX_DEPTH = 100;
const NUMBER_BYTES = 8;

/** What begins the hash of each kind, so that 1, true and "1" differ. */
const NULL = 1;
const FALSE = 2;
const TRUE = 3;
const INTEGER = 4;
const FRACTION = 5;
const STRING = 6;
const ARRAY = 7;
const OBJECT = 8;

/**
 * A 32-bit integer hash of plain data, continuing `seed`: the same for equal data, almost surely another for other data.
 *
 * @throws PlainDataError
 */
export function hashPlain(value: unknown, seed: number, depth = 0): number {
  const plain = requirePlain(value, depth);
  if (typeof plain === "string") return hashString(plain, hashInteger(STRING, seed));
  if (typeof plain === "number") return hashNumber(plain, seed);
  if (typeof plain === "boolean") return hashInteger(plain ? TRUE : FALSE, seed);
  if (plain === null) return hashInteger(NULL, seed);
  if (isArray(plain)) {
    let hash = hashInteger(plain.length, hashInteger(ARRAY, seed));
    for (const item of plain) hash = hashPlain(item, hash, depth + 1);
    return hash;
  }
  // A sum, so that the order of the properties does not matter.
  let sum = 0;
  for (const name in plain) {
    const held = plain[name];
    if (held !== undefined) sum = (sum + hashPlain(held, hashString(name, 0), depth + 1)) | 0;
  }
  return hashInteger(sum, hashInteger(OBJECT, seed));
}

/**
 * What plain data counts for in limits of size: a byte for each character, eight for each number, and one for each value
 * that is neither. The names of properties are known to both ends, and cost nothing.
 *
 * @throws PlainDataError
 */
export function plainBytes(value: unknown, depth = 0): number {
  const plain = requirePlain(value, depth);
  if (typeof plain === "string") return 1 + plain.length;
  if (typeof plain === "number") return NUMBER_BYTES;
  if (typeof plain === "boolean" || plain === null) return 1;
  let bytes = 1;
  if (isArray(plain)) for (const item of plain) bytes += plainBytes(item, depth + 1);
  else for (const name in plain) if (plain[name] !== undefined) bytes += plainBytes(plain[name], depth + 1);
  return bytes;
}

/**
 * Freezes plain data to its depths, and gives it back: what several nodes hold must not change under any of them.
 *
 * @throws PlainDataError
 */
export function freezePlain<T>(value: T, depth = 0): T {
  const plain = requirePlain(value, depth);
  if (typeof plain !== "object" || plain === null) return value;
  if (isArray(plain)) for (const item of plain) freezePlain(item, depth + 1);
  else for (const name in plain) if (plain[name] !== undefined) freezePlain(plain[name], depth + 1);
  return Object.freeze(value);
}

export function requirePlain(value: unknown, depth: number): Plain {
  if (depth > MAX_DEPTH) throw new PlainDataError(`What contains itself, or is nested more than ${MAX_DEPTH} deep,`);
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (Number.isFinite(value)) return value;
      throw new PlainDataError(String(value));
    case "object":
      if (value === null || Array.isArray(value) || isPlainObject(value)) return value as Plain;
      throw new PlainDataError(`An instance of ${value.constructor?.name ?? "a class"}`);
    case "undefined":
      throw new PlainDataError("undefined");
    default:
      throw new PlainDataError(`A ${typeof value}`);
  }
}

/** Made by braces, in whatever realm: its prototype is the root of all, or it has none. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isArray(plain: readonly unknown[] | Properties): plain is readonly unknown[] {
  return Array.isArray(plain);
}

const fraction = new DataView(new ArrayBuffer(8));

/** Zero has no sign here. Anything but a 32-bit integer is hashed as the bits of its 64-bit floating-point number. */
function hashNumber(value: number, seed: number): number {
  if (value === (value | 0)) return hashInteger(value, hashInteger(INTEGER, seed));
  fraction.setFloat64(0, value);
  return hashInteger(fraction.getInt32(4), hashInteger(fraction.getInt32(0), hashInteger(FRACTION, seed)));
}
