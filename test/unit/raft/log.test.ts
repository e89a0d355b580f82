import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Entry } from "../../../src/raft/index.ts";
import { Log } from "../../../src/raft/log.ts";
import { TermRuns } from "../../../src/raft/term-runs.ts";
import { entriesOf } from "./hand.ts";

const bytesOf = (entries: readonly Entry[]): number => entries.reduce((sum, { bytes }) => sum + bytes, 0);

function entry(index: number, term: number, bytes: number): Entry {
  return { index, term, kind: "command", data: undefined, bytes };
}

function runsOf(terms: readonly number[]): TermRuns {
  const runs = new TermRuns();
  for (const [position, term] of terms.entries()) runs.append(position + 1, term);
  return runs;
}

const change = fc.oneof(
  fc.record({ kind: fc.constant("append" as const), rise: fc.constantFrom(0, 0, 1, 2), bytes: fc.nat(10) }),
  fc.record({ kind: fc.constant("append" as const), rise: fc.constant(0), bytes: fc.nat(10) }),
  fc.record({ kind: fc.constant("truncate" as const), from: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant("evict" as const), maxBytes: fc.nat(60), floor: fc.nat(40) }),
);

/** A log and the whole of it as a list, with how many of the oldest have been evicted from memory. */
function play(
  changes: readonly (typeof change extends fc.Arbitrary<infer T> ? T : never)[],
  ask: (log: Log, all: readonly Entry[], evicted: number) => void,
): void {
  const log = new Log(0, new TermRuns(), []);
  const all: Entry[] = [];
  for (const next of changes) {
    const firstBefore = log.firstCachedIndex;
    if (next.kind === "append") {
      const added = entry(all.length + 1, Math.max(1, all.at(-1)?.term ?? 0) + next.rise, next.bytes);
      log.append(added);
      all.push(added);
    } else if (next.kind === "truncate") {
      log.truncateFrom(next.from);
      all.splice(next.from - 1);
      expect(log.firstCachedIndex).toBe(Math.min(firstBefore, all.length + 1));
    } else {
      const cachedBefore = all.slice(firstBefore - 1);
      log.evict(next.maxBytes, next.floor);
      const first = log.firstCachedIndex;
      const cached = all.slice(first - 1);
      expect(first).toBeGreaterThanOrEqual(firstBefore);
      if (first > firstBefore) expect(first - 1).toBeLessThanOrEqual(next.floor);
      if (bytesOf(cachedBefore) <= next.maxBytes) expect(first).toBe(firstBefore);
      else if (first <= next.floor) {
        expect(bytesOf(cached)).toBeLessThanOrEqual(next.maxBytes / 2);
        // No more was evicted than needed for that.
        expect(bytesOf(all.slice(first - 2))).toBeGreaterThan(Math.floor(next.maxBytes / 2));
      }
    }
    ask(log, all, log.firstCachedIndex - 1);
  }
}

describe("a log is a list of entries of which the newest are in memory", () => {
  test("terms and ends, whatever was appended, truncated and evicted", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        play(changes, (log, all) => {
          expect(log.lastIndex).toBe(all.length);
          expect(log.lastTerm).toBe(all.at(-1)?.term ?? 0);
          expect(log.termAt(0)).toBe(0);
          for (const { index, term } of all) expect(log.termAt(index)).toBe(term);
          expect(log.termAt(all.length + 1)).toBeUndefined();
          expect(log.matches(0, 0)).toBe(true);
          expect(log.matches(all.length + 1, 0)).toBe(false);
        });
      }),
    );
  });

  test("what is in memory is the newest entries, and what is not is refused", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        play(changes, (log, all, evicted) => {
          for (const one of all.slice(evicted)) expect(log.entryAt(one.index)).toBe(one);
          if (evicted > 0) expect(() => log.entryAt(evicted)).toThrow(`entry ${evicted} is not cached`);
        });
      }),
    );
  });

  test("entriesFrom takes as many as fit, and one in any case", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), fc.nat(30), fc.nat(20), (changes, maxBytes, skip) => {
        play(changes, (log, all, evicted) => {
          const rest = all.slice(evicted + skip);
          const taken = log.entriesFrom(evicted + skip + 1, maxBytes);
          expect(taken).toEqual(rest.slice(0, taken.length));
          if (taken.length > 1) expect(bytesOf(taken)).toBeLessThanOrEqual(maxBytes);
          if (rest.length > 0) expect(taken.length).toBeGreaterThan(0);
          if (taken.length < rest.length) {
            expect(bytesOf(rest.slice(0, taken.length + 1))).toBeGreaterThan(maxBytes);
          }
        });
      }),
    );
  });

  test("lastIndexWithin looks no further than the log's end", () => {
    const log = new Log(3, runsOf([1, 1, 4]), []);
    expect(log.lastIndexWithin(9, 9)).toBe(3);
    expect(log.lastIndexWithin(9, 3)).toBe(2);
    expect(log.lastIndexWithin(9, 0)).toBe(0);
  });

  test("up-to-date as §5.4.1 defines it: the later last term, or the longer log of equal last terms", () => {
    fc.assert(
      fc.property(fc.nat(4), fc.nat(4), fc.nat(4), fc.nat(4), (ownLength, ownTerm, otherIndex, otherTerm) => {
        const own = new Log(0, new TermRuns(), []);
        for (let index = 1; index <= ownLength; index++) own.append(entry(index, ownTerm + 1, 1));
        const [lastTerm, lastIndex] = [ownLength === 0 ? 0 : ownTerm + 1, ownLength];
        const definition = otherTerm > lastTerm || (otherTerm === lastTerm && otherIndex >= lastIndex);
        expect(own.isAtMostAsUpToDateAs(otherIndex, otherTerm)).toBe(definition);
      }),
      { numRuns: 1_000 },
    );
  });

  test("a log of which only the tail was loaded", () => {
    const log = new Log(5, runsOf([1, 1, 1, 2, 2]), [entry(5, 2, 7)]);
    expect(log.firstCachedIndex).toBe(5);
    expect(log.termAt(3)).toBe(1);
    log.truncateFrom(3);
    expect([log.lastIndex, log.firstCachedIndex, log.lastTerm]).toEqual([2, 3, 1]);
    log.append(entry(3, 3, 1));
    expect(log.entriesFrom(3, 100)).toEqual([entry(3, 3, 1)]);
  });

  test("an entry that does not follow is refused", () => {
    expect(() => new Log(0, new TermRuns(), []).append(entry(2, 1, 1))).toThrow("entry 2 does not follow");
  });

  test("a fork and its original go their own ways", () => {
    const log = new Log(1, runsOf([1]), [entry(1, 1, 5)]);
    const fork = log.fork();
    log.append(entry(2, 1, 5));
    fork.append(entry(2, 3, 5));
    fork.evict(1, 2);
    expect(log.entriesFrom(1, 100)).toEqual([entry(1, 1, 5), entry(2, 1, 5)]);
    expect([fork.firstCachedIndex, fork.lastTerm]).toEqual([3, 3]);
  });
});

describe("places where no entry can be", () => {
  test("match nothing, and nothing is at or below them", () => {
    const log = new Log(0, new TermRuns(), []);
    log.append({ index: 1, term: 2, kind: "no-op", data: undefined, bytes: 0 });
    expect(log.termAt(-1)).toBeUndefined();
    expect(log.matches(-1, 0)).toBe(false);
    expect(log.lastIndexWithin(-1, 2)).toBe(0);
    expect(log.lastIndexWithin(1, -1)).toBe(0);
  });
});

describe("a log that was cut", () => {
  /** Five entries of terms 1, 1, 2, 2, 3, of which those from the third on are in memory, cut at an index. */
  function cutAt(index: number): Log {
    const runs = new TermRuns();
    for (const [position, term] of [1, 1, 2, 2, 3].entries()) runs.append(position + 1, term);
    const log = new Log(5, runs, entriesOf(3, [2, 2, 3]));
    log.compactTo(index);
    return log;
  }

  test.each([1, 2, 3, 4, 5])("at %i knows the term of its base, and nothing of what lies below", (base) => {
    const log = cutAt(base);
    expect([log.baseIndex, log.baseTerm, log.lastIndex, log.lastTerm]).toEqual([base, [1, 1, 2, 2, 3][base - 1], 5, 3]);
    for (let index = 0; index <= 6; index++) {
      const isThere = index >= base && index <= 5;
      expect(log.termAt(index)).toBe(isThere ? [1, 1, 2, 2, 3][index - 1] : undefined);
    }
    expect(log.matches(0, 0)).toBe(false);
    expect(log.firstCachedIndex).toBe(Math.max(3, base + 1));
    expect(log.entriesFrom(log.firstCachedIndex, 100).map(({ index }) => index)).toEqual(
      [3, 4, 5].filter((index) => index > base),
    );
  });

  test("says that it agrees below its base where nothing above will do", () => {
    const log = cutAt(4);
    expect([log.lastIndexWithin(5, 3), log.lastIndexWithin(5, 2), log.lastIndexWithin(5, 1)]).toEqual([5, 4, 3]);
    expect([log.lastIndexWithin(3, 9), log.lastIndexWithin(0, 0)]).toEqual([3, 3]);
  });

  test("goes on behind a snapshot with nothing of what it was; its size is that of what it holds", () => {
    const log = cutAt(3);
    log.startAt(9, 4);
    expect([log.baseIndex, log.lastIndex, log.lastTerm, log.firstCachedIndex]).toEqual([9, 9, 4, 10]);
    for (const entry of entriesOf(10, [4, 4, 5])) log.append(entry);
    log.evict(2, 12);
    // One byte each: of three, as many go as leave half of two.
    expect(log.firstCachedIndex).toBe(12);
    const fork = log.fork();
    fork.compactTo(11);
    expect([log.baseIndex, fork.baseIndex, fork.grownBytes]).toEqual([9, 11, 3]);
  });
});
