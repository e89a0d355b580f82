import type { CrdtType } from "./crdt-type.ts";
import { mostBytesOf, requireBytes, requireRoom, requireText } from "./limits.ts";

/** Ascending by their UTF-16 units, each once. Immutable. */
export type Elements = readonly string[];

export interface Addition {
  readonly kind: "add";
  readonly element: string;
}

/** At most what stands before the elements. */
const HEAD_BYTES = 16;

/** A set that only grows. */
export const G_SET: CrdtType<Elements, Addition, Elements> = {
  empty: [],
  delta: (state, _replica, { element }) => {
    if (!isWithin([requireText(element)], state)) {
      requireRoom(state.length);
      requireBytes(state.reduce((most, one) => most + mostBytesOf(one), HEAD_BYTES + mostBytesOf(element)));
    }
    return [element];
  },
  merge: union,
  isAtMost: (lower, higher) => lower === higher || isWithin(lower, higher),
  isSame: (one, other) => one === other || (one.length === other.length && isWithin(one, other)),
  value: (state) => state,
  write: (state, writer) => {
    writer.integer(state.length);
    for (const element of state) writer.text(element);
  },
  read: (reader) => {
    const count = reader.length("elements");
    const elements: string[] = [];
    for (let at = 0; at < count; at++) {
      const start = reader.offset;
      const element = reader.text();
      if (at > 0 && element <= elements[at - 1]!) reader.fail("elements must ascend, each once", start);
      elements.push(element);
    }
    return elements;
  },
};

function union(one: Elements, other: Elements): Elements {
  if (one === other || other.length === 0) return one;
  if (one.length === 0) return other;
  const merged: string[] = [];
  let at = 0;
  let otherAt = 0;
  while (at < one.length && otherAt < other.length) {
    const element = one[at]!;
    const otherElement = other[otherAt]!;
    if (element <= otherElement) at++;
    if (element >= otherElement) otherAt++;
    merged.push(element <= otherElement ? element : otherElement);
  }
  for (; at < one.length; at++) merged.push(one[at]!);
  for (; otherAt < other.length; otherAt++) merged.push(other[otherAt]!);
  return merged;
}

function isWithin(part: Elements, whole: Elements): boolean {
  let at = 0;
  for (const element of part) {
    while (at < whole.length && whole[at]! < element) at++;
    if (whole[at] !== element) return false;
  }
  return true;
}
