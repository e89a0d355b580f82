import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { FIRST_SHAPE, readShape, shapeOf, writeShape } from "./known-shapes.ts";
import { MAX_DEPTH, type Plain, type Properties, requirePlain } from "./plain-data.ts";

/** What begins each value, to say of what kind it is. From FIRST_SHAPE on: an object of one of the known shapes. */
const NULL = 0;
const FALSE = 1;
const TRUE = 2;
const INTEGER = 3;
/** Follows: what it is short of zero. */
const NEGATIVE_INTEGER = 4;
const FRACTION = 5;
const TEXT = 6;
const ARRAY = 7;
const OBJECT = 8;

/**
 * Writes any plain data, such that equal data give equal bytes: properties in the order of their names, and none for one
 * that is undefined.
 *
 * @throws PlainDataError
 */
export function writePlain(writer: ByteWriter, value: unknown, depth = 0): void {
  const plain = requirePlain(value, depth);
  if (typeof plain === "string") {
    writer.writeByte(TEXT);
    writer.writeText(plain);
  } else if (typeof plain === "number") writeNumber(writer, plain);
  else if (typeof plain === "boolean") writer.writeByte(plain ? TRUE : FALSE);
  else if (plain === null) writer.writeByte(NULL);
  else if (Array.isArray(plain)) {
    writer.writeByte(ARRAY);
    writer.writeInteger(plain.length);
    for (const item of plain) writePlain(writer, item, depth + 1);
  } else writeObject(writer, plain as Properties, depth);
}

/**
 * The plain data that were written, frozen.
 *
 * @throws DecodingError
 */
export function readPlain(reader: ByteReader, depth = 0): Plain {
  const start = reader.offset;
  if (depth > MAX_DEPTH) reader.fail(`data are nested more than ${MAX_DEPTH} deep`);
  const tag = reader.readByte();
  if (tag >= FIRST_SHAPE) return readShape(reader, tag);
  switch (tag) {
    case NULL:
      return null;
    case FALSE:
      return false;
    case TRUE:
      return true;
    case INTEGER:
      return reader.readInteger();
    case NEGATIVE_INTEGER: {
      const value = -reader.readInteger();
      return value < 0 ? value : reader.fail("zero has no sign", start);
    }
    case FRACTION: {
      const value = reader.readFraction();
      const isFraction = Number.isFinite(value) && !Number.isSafeInteger(value);
      return isFraction ? value : reader.fail(`${value} is no fraction`, start);
    }
    case TEXT:
      return reader.readText();
    case ARRAY:
      return readArray(reader, depth);
    case OBJECT:
      return readObject(reader, depth, start);
    default:
      return reader.fail(`there is no value of kind ${tag}`, start);
  }
}

/** Zero has no sign here. */
function writeNumber(writer: ByteWriter, value: number): void {
  if (!Number.isSafeInteger(value)) {
    writer.writeByte(FRACTION);
    writer.writeFraction(value);
    return;
  }
  writer.writeByte(value < 0 ? NEGATIVE_INTEGER : INTEGER);
  writer.writeInteger(Math.abs(value));
}

function writeObject(writer: ByteWriter, plain: Properties, depth: number): void {
  const shape = shapeOf(plain);
  if (shape !== undefined) {
    writeShape(writer, shape, plain);
    return;
  }
  const names: string[] = [];
  for (const name in plain) if (plain[name] !== undefined) names.push(name);
  names.sort(byUnits);
  writer.writeByte(OBJECT);
  writer.writeInteger(names.length);
  for (const name of names) {
    writer.writeText(name);
    writePlain(writer, plain[name], depth + 1);
  }
}

/** However many items the bytes speak of, no more is allocated than there are bytes for. */
function readArray(reader: ByteReader, depth: number): readonly Plain[] {
  const items: Plain[] = [];
  for (let left = reader.readInteger(); left > 0; left--) items.push(readPlain(reader, depth + 1));
  return Object.freeze(items);
}

function readObject(reader: ByteReader, depth: number, start: number): Properties {
  const properties: Record<string, Plain> = {};
  let before: string | undefined;
  for (let left = reader.readInteger(); left > 0; left--) {
    const nameStart = reader.offset;
    const name = reader.readText();
    if (before !== undefined && name <= before) reader.fail("properties are not in order", nameStart);
    const value = readPlain(reader, depth + 1);
    // Defined, not assigned: a property named __proto__ would be taken for the prototype.
    Object.defineProperty(properties, name, { value, enumerable: true });
    before = name;
  }
  if (shapeOf(properties) !== undefined) reader.fail("an object of a known shape is written as any object", start);
  return Object.freeze(properties);
}

/** By UTF-16 units, as strings compare. */
function byUnits(one: string, other: string): number {
  return one < other ? -1 : 1;
}
