/**
 * Dots name single operations: a replica, and the how-manyth of its operations it is, from 1. A list of them is flat and
 * ascends by replica and then by number. Immutable.
 */
export type Dots = readonly number[];

export const NO_DOTS: Dots = [];

/** Below 0 if the dot at one place comes before the dot at the other. */
export function compareDots(one: Dots, at: number, other: Dots, otherAt: number): number {
  return one[at]! - other[otherAt]! || one[at + 1]! - other[otherAt + 1]!;
}

export function hasDot(dots: Dots, replica: number, number: number): boolean {
  let low = 0;
  let high = dots.length >>> 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = dots[middle * 2]! - replica || dots[middle * 2 + 1]! - number;
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}

/** Those of either list, each once. */
export function unionOfDots(one: Dots, other: Dots): Dots {
  if (one.length === 0) return other;
  if (other.length === 0) return one;
  const merged: number[] = [];
  let at = 0;
  let otherAt = 0;
  while (at < one.length && otherAt < other.length) {
    const order = compareDots(one, at, other, otherAt);
    if (order <= 0) merged.push(one[at]!, one[at + 1]!);
    else merged.push(other[otherAt]!, other[otherAt + 1]!);
    if (order <= 0) at += 2;
    if (order >= 0) otherAt += 2;
  }
  for (; at < one.length; at++) merged.push(one[at]!);
  for (; otherAt < other.length; otherAt++) merged.push(other[otherAt]!);
  return merged;
}

export function areSameDots(one: Dots, other: Dots): boolean {
  return one === other || (one.length === other.length && one.every((number, at) => number === other[at]));
}
