import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { areCountsAtMost, areSameCounts, type Counts, countOf, mergeCounts, NO_COUNTS, withCount } from "./counts.ts";
import { readCounts, writeCounts } from "./counts-bytes.ts";
import { areSameDots, type Dots, hasDot, NO_DOTS, unionOfDots } from "./dots.ts";
import { CrdtLimitError, MAX_COUNT, MAX_REPLICA } from "./limits.ts";

/**
 * Which operations have been seen: of each replica all up to a number, and single ones beyond a gap. Immutable. A dot
 * that closes a gap goes into the numbers, so that the same set of dots is always the same context.
 */
export interface CausalContext {
  readonly upTo: Counts;
  readonly beyond: Dots;
}

export const NO_CONTEXT: CausalContext = { upTo: NO_COUNTS, beyond: NO_DOTS };

export function contextOf(dots: Dots): CausalContext {
  return compacted(NO_COUNTS, dots);
}

export function hasSeen({ upTo, beyond }: CausalContext, replica: number, number: number): boolean {
  return number <= countOf(upTo, replica) || (beyond.length > 0 && hasDot(beyond, replica, number));
}

/**
 * The number of the replica's next operation.
 *
 * @throws CrdtLimitError if it has had the last one.
 */
export function nextNumber({ upTo, beyond }: CausalContext, replica: number): number {
  let last = countOf(upTo, replica);
  for (let at = 0; at < beyond.length; at += 2) if (beyond[at] === replica) last = beyond[at + 1]!;
  if (last >= MAX_COUNT) throw new CrdtLimitError(`a replica adds up to ${MAX_COUNT} times, and has done so`);
  return last + 1;
}

export function mergeContexts(one: CausalContext, other: CausalContext): CausalContext {
  if (one === other) return one;
  const upTo = mergeCounts(one.upTo, other.upTo);
  if (one.beyond.length === 0 && other.beyond.length === 0) return { upTo, beyond: NO_DOTS };
  return compacted(upTo, unionOfDots(one.beyond, other.beyond));
}

export function isContextAtMost(lower: CausalContext, higher: CausalContext): boolean {
  if (lower.beyond.length === 0 && higher.beyond.length === 0) return areCountsAtMost(lower.upTo, higher.upTo);
  return isSameContext(mergeContexts(lower, higher), higher);
}

export function isSameContext(one: CausalContext, other: CausalContext): boolean {
  return areSameCounts(one.upTo, other.upTo) && areSameDots(one.beyond, other.beyond);
}

export function writeContext({ upTo, beyond }: CausalContext, writer: ByteWriter): void {
  writeCounts(upTo, writer);
  writeDots(beyond, writer);
}

/** @throws CrdtBytesError */
export function readContext(reader: ByteReader): CausalContext {
  const upTo = readCounts(reader);
  const start = reader.offset;
  const beyond = readDots(reader);
  for (let at = 0; at < beyond.length; at += 2) {
    if (beyond[at + 1]! <= countOf(upTo, beyond[at]!) + 1)
      reader.fail("a dot beyond a gap has no gap before it", start);
  }
  return { upTo, beyond };
}

export function writeDots(dots: Dots, writer: ByteWriter): void {
  writer.integer(dots.length / 2);
  for (const number of dots) writer.integer(number);
}

/** @throws CrdtBytesError */
export function readDots(reader: ByteReader): Dots {
  const dots: number[] = [];
  const count = reader.length("dots");
  let replica = 0;
  let number = 0;
  for (let dot = 0; dot < count; dot++) {
    const start = reader.offset;
    const before = replica;
    replica = reader.integer("a replica", 0, MAX_REPLICA);
    if (replica < before) reader.fail("dots must ascend, each once", start);
    if (replica > before) number = 0;
    number = reader.integer("a dot's number, above the one before it,", number + 1, MAX_COUNT);
    dots.push(replica, number);
  }
  return dots;
}

/** Dots that follow what is seen without a gap are taken in, and those that are in it already are dropped. */
function compacted(upTo: Counts, dots: Dots): CausalContext {
  const beyond: number[] = [];
  let counts = upTo;
  for (let at = 0; at < dots.length; at += 2) {
    const replica = dots[at]!;
    const number = dots[at + 1]!;
    const seen = countOf(counts, replica);
    if (number === seen + 1) counts = withCount(counts, replica, number);
    else if (number > seen) beyond.push(replica, number);
  }
  return { upTo: counts, beyond };
}
