import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import type { Command, Result } from "./command.ts";
import type { Properties } from "./plain-data.ts";

/** The lowest number of a shape; those below are of other kinds of plain data. */
export const FIRST_SHAPE = 16;

const GET = 16;
const PUT = 17;
const DELETE = 18;
const COMPARE_AND_SET = 19;
/** A compare-and-set that expects the key to be absent. */
const SET_IF_ABSENT = 20;
const APPEND = 21;
const COMPARE_AND_DELETE = 22;
const UNCHANGED_ABSENT = 23;
const CHANGED_ABSENT = 24;
const UNCHANGED = 25;
const CHANGED = 26;

/**
 * The commands and results of the key-value machine are most of what is ever written, and their properties are known:
 * only the values are written. The number of the shape that the object has; undefined if it has none of these.
 */
export function shapeOf(object: Properties): number | undefined {
  const { key, kind } = object;
  if (kind === undefined) return resultShape(object);
  if (typeof key !== "string") return undefined;
  switch (kind) {
    case "get":
      return countOf(object) === 2 ? GET : undefined;
    case "delete":
      return countOf(object) === 2 ? DELETE : undefined;
    case "put":
      return hasTexts(object, "value") ? PUT : undefined;
    case "append":
      return hasTexts(object, "value") ? APPEND : undefined;
    case "compare-and-delete":
      return hasTexts(object, "expected") ? COMPARE_AND_DELETE : undefined;
    case "compare-and-set":
      if (hasTexts(object, "value")) return SET_IF_ABSENT;
      return hasTexts(object, "expected", "value") ? COMPARE_AND_SET : undefined;
    default:
      return undefined;
  }
}

export function writeShape(writer: ByteWriter, shape: number, object: Properties): void {
  writer.writeByte(shape);
  const { expected, key, previous, value } = object as Record<string, string | undefined>;
  if (key !== undefined) writer.writeText(key);
  if (expected !== undefined) writer.writeText(expected);
  if (value !== undefined) writer.writeText(value);
  if (previous !== undefined) writer.writeText(previous);
}

/** Frozen. */
export function readShape(reader: ByteReader, shape: number): Properties {
  if (shape > CHANGED) reader.fail(`there is no value of kind ${shape}`, reader.offset - 1);
  return Object.freeze(shape < UNCHANGED_ABSENT ? readCommand(reader, shape) : readResult(reader, shape)) as Properties;
}

function readCommand(reader: ByteReader, shape: number): Command {
  const key = reader.readText();
  switch (shape) {
    case GET:
      return { kind: "get", key };
    case PUT:
      return { kind: "put", key, value: reader.readText() };
    case DELETE:
      return { kind: "delete", key };
    case COMPARE_AND_SET:
      return { kind: "compare-and-set", key, expected: reader.readText(), value: reader.readText() };
    case SET_IF_ABSENT:
      return { kind: "compare-and-set", key, expected: undefined, value: reader.readText() };
    case APPEND:
      return { kind: "append", key, value: reader.readText() };
    default:
      return { kind: "compare-and-delete", key, expected: reader.readText() };
  }
}

function readResult(reader: ByteReader, shape: number): Result {
  const isAbsent = shape === UNCHANGED_ABSENT || shape === CHANGED_ABSENT;
  const previous = isAbsent ? undefined : reader.readText();
  return { previous, changed: shape === CHANGED || shape === CHANGED_ABSENT };
}

function resultShape(object: Properties): number | undefined {
  const { changed, previous } = object;
  if (typeof changed !== "boolean") return undefined;
  if (previous === undefined) return countOf(object) === 1 ? (changed ? CHANGED_ABSENT : UNCHANGED_ABSENT) : undefined;
  if (typeof previous !== "string" || countOf(object) !== 2) return undefined;
  return changed ? CHANGED : UNCHANGED;
}

/** Beside kind and key it has these properties, all of them texts, and nothing else. */
function hasTexts(object: Properties, first: string, second?: string): boolean {
  if (typeof object[first] !== "string") return false;
  if (second === undefined) return countOf(object) === 3;
  return typeof object[second] === "string" && countOf(object) === 4;
}

function countOf(object: Properties): number {
  let count = 0;
  for (const name in object) if (object[name] !== undefined) count++;
  return count;
}
