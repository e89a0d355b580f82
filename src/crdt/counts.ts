import { CrdtLimitError, MAX_COUNT } from "./limits.ts";

/**
 * How much each replica has done: the replicas, ascending, each followed by its count, which is at least 1. Immutable.
 * Equal counts are equal lists. Flat, because counters do little else than merge these.
 */
export type Counts = readonly number[];

export const NO_COUNTS: Counts = [];

/** 0 for a replica that has done nothing. */
export function countOf(counts: Counts, replica: number): number {
  const at = placeOf(counts, replica);
  return counts[at] === replica ? counts[at + 1]! : 0;
}

/** With another count for one replica, at least 1. */
export function withCount(counts: Counts, replica: number, count: number): Counts {
  const at = placeOf(counts, replica);
  const after = counts[at] === replica ? at + 2 : at;
  return [...counts.slice(0, at), replica, count, ...counts.slice(after)];
}

/**
 * What a replica's count comes to when it does so much more.
 *
 * @throws CrdtLimitError
 */
export function raisedCount(counts: Counts, replica: number, by: number): number {
  if (!Number.isInteger(by) || by < 1) throw new CrdtLimitError(`a count changes by an integer above 0, not ${by}`);
  const count = countOf(counts, replica) + by;
  if (count <= MAX_COUNT) return count;
  throw new CrdtLimitError(`a replica counts up to ${MAX_COUNT}, and this would be ${count}`);
}

/** Of each replica the higher count: what a replica has done is never undone. */
export function mergeCounts(one: Counts, other: Counts): Counts {
  if (one === other || other.length === 0) return one;
  if (one.length === 0) return other;
  const merged: number[] = [];
  let at = 0;
  let otherAt = 0;
  while (at < one.length && otherAt < other.length) {
    const replica = one[at]!;
    const otherReplica = other[otherAt]!;
    if (replica < otherReplica) {
      merged.push(replica, one[at + 1]!);
      at += 2;
    } else if (replica > otherReplica) {
      merged.push(otherReplica, other[otherAt + 1]!);
      otherAt += 2;
    } else {
      merged.push(replica, Math.max(one[at + 1]!, other[otherAt + 1]!));
      at += 2;
      otherAt += 2;
    }
  }
  for (; at < one.length; at++) merged.push(one[at]!);
  for (; otherAt < other.length; otherAt++) merged.push(other[otherAt]!);
  return merged;
}

/** No replica has done more in the first than in the second. */
export function areCountsAtMost(lower: Counts, higher: Counts): boolean {
  if (lower === higher) return true;
  let higherAt = 0;
  for (let at = 0; at < lower.length; at += 2) {
    const replica = lower[at]!;
    while (higherAt < higher.length && higher[higherAt]! < replica) higherAt += 2;
    if (higher[higherAt] !== replica || higher[higherAt + 1]! < lower[at + 1]!) return false;
  }
  return true;
}

export function areSameCounts(one: Counts, other: Counts): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

export function sumOfCounts(counts: Counts): number {
  let sum = 0;
  for (let at = 1; at < counts.length; at += 2) sum += counts[at]!;
  return sum;
}

/** Where the replica stands, or would stand. */
function placeOf(counts: Counts, replica: number): number {
  let low = 0;
  let high = counts.length >>> 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (counts[middle * 2]! < replica) low = middle + 1;
    else high = middle;
  }
  return low * 2;
}
