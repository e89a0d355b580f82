import { Digest } from "./digest.ts";

/** So that a list and the numbers in it, or two values of different kinds, never read the same. */
const MARKS = {
  undefined: 1,
  null: 2,
  true: 3,
  false: 4,
  integer: 5,
  wide: 6,
  text: 7,
  list: 8,
  map: 9,
  object: 10,
  again: 11,
  set: 12,
};
/** Behind the last field of an object, in the place of a name: names have numbers from 0. */
const NO_MORE_FIELDS = -1;

const digest = new Digest();
/** The objects that the walk is inside of, outermost first. */
const within: object[] = [];
/** Texts by the order in which they were first met: the same few again and again. */
const texts = new Map<string, number>();
let ignored: ReadonlySet<string> = new Set();

/**
 * Two values have one canonical name if they say the same: the same fields with the same contents, whatever objects hold
 * them, and wherever their arrays have room to grow. Fields whose names are in `without` do not count, anywhere. Sets and
 * maps of numbers count without their order. Values are plain objects of classes, lists, numbers that are integers, texts.
 */
export function canonicalName(value: unknown, without: ReadonlySet<string>): string {
  digest.reset();
  ignored = without;
  walk(value);
  return digest.text();
}

function walk(value: unknown): void {
  switch (typeof value) {
    case "undefined":
      digest.add(MARKS.undefined);
      break;
    case "boolean":
      digest.add(value ? MARKS.true : MARKS.false);
      break;
    case "number":
      walkNumber(value);
      break;
    case "string":
      digest.add(MARKS.text);
      digest.add(numberOfText(value));
      break;
    case "object":
      if (value === null) digest.add(MARKS.null);
      else walkObject(value);
      break;
    default:
      throw new Error(`A ${typeof value} has no canonical name.`);
  }
}

function numberOfText(text: string): number {
  const known = texts.get(text);
  if (known !== undefined) return known;
  texts.set(text, texts.size);
  return texts.size - 1;
}

function walkNumber(value: number): void {
  if (value === (value | 0)) {
    digest.add(MARKS.integer);
    digest.add(value);
    return;
  }
  digest.add(MARKS.wide);
  digest.add(Math.floor(value / 2 ** 32));
  digest.add(value | 0);
}

function walkObject(value: object): void {
  const place = within.lastIndexOf(value);
  if (place >= 0) {
    digest.add(MARKS.again);
    digest.add(within.length - place);
    return;
  }
  within.push(value);
  if (Array.isArray(value)) walkList(value, value.length);
  else if (ArrayBuffer.isView(value)) walkList(value as Int32Array, usedLength(value as Int32Array));
  else if (value instanceof Set) walkSet(value);
  else if (value instanceof Map) walkMap(value);
  else walkFields(value as Record<string, unknown>);
  within.pop();
}

function walkList(list: ArrayLike<unknown>, length: number): void {
  digest.add(MARKS.list);
  digest.add(length);
  for (let i = 0; i < length; i++) walk(list[i]);
}

/** What lies behind the last number but zeros is room to grow. */
function usedLength(list: Int32Array): number {
  let length = list.length;
  while (length > 0 && list[length - 1] === 0) length--;
  return length;
}

function walkSet(set: ReadonlySet<unknown>): void {
  digest.add(MARKS.set);
  walkMembers([...set]);
}

/** Members that have an order of their own count in that; others as they came. */
function walkMembers(members: readonly unknown[]): void {
  walkList(
    members.every((one) => typeof one === "number") ? members.toSorted((a, b) => a - b) : members,
    members.length,
  );
}

function walkMap(map: ReadonlyMap<unknown, unknown>): void {
  digest.add(MARKS.map);
  const keys = [...map.keys()];
  walkMembers(keys);
  const inOrder = keys.every((key) => typeof key === "number") ? keys.sort((a, b) => a - b) : keys;
  for (const key of inOrder) walk(map.get(key));
}

function walkFields(fields: Record<string, unknown>): void {
  digest.add(MARKS.object);
  for (const name in fields) {
    if (ignored.has(name) || typeof fields[name] === "function") continue;
    digest.add(numberOfText(name));
    walk(fields[name]);
  }
  digest.add(NO_MORE_FIELDS);
}
