import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TermRuns } from "../../../src/raft/term-runs.ts";

type Change = { readonly kind: "append"; readonly rise: number } | { readonly kind: "truncate"; readonly from: number };

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("append" as const), rise: fc.constantFrom(0, 0, 0, 1, 3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("truncate" as const), from: fc.integer({ min: 1, max: 30 }) }),
  },
);

function runsOf(terms: readonly number[]): TermRuns {
  const runs = new TermRuns();
  for (const [position, term] of terms.entries()) runs.append(position + 1, term);
  return runs;
}

/** Applies the changes to runs and to a plain list of every index's term; each is asked after every change. */
function play(changes: readonly Change[], ask: (runs: TermRuns, terms: readonly number[]) => void): void {
  const runs = new TermRuns();
  const terms: number[] = [];
  for (const next of changes) {
    if (next.kind === "append") {
      const term = Math.max(1, terms.at(-1) ?? 0) + next.rise;
      runs.append(terms.length + 1, term);
      terms.push(term);
    } else {
      runs.truncateFrom(next.from);
      terms.splice(next.from - 1);
    }
    ask(runs, terms);
  }
}

describe("term runs are a list of terms", () => {
  test("termAt", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        play(changes, (runs, terms) => {
          expect(runs.termAt(0)).toBe(0);
          for (const [position, term] of terms.entries()) expect(runs.termAt(position + 1)).toBe(term);
        });
      }),
    );
  });

  test("lastIndexWithin is the highest index at or below, of a term at most", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), fc.nat(30), fc.nat(20), (changes, index, term) => {
        play(changes, (runs, terms) => {
          const from = Math.min(index, terms.length);
          let expected = from;
          while (expected > 0 && terms[expected - 1]! > term) expected--;
          expect(runs.lastIndexWithin(from, term)).toBe(expected);
        });
      }),
    );
  });

  test("of a log with very many leaders", () => {
    const terms = Array.from({ length: 3_000 }, (_, position) => 1 + 2 * Math.floor(position / 2));
    const runs = runsOf(terms);
    for (let index = 1; index <= terms.length; index++) {
      expect(runs.termAt(index)).toBe(terms[index - 1]);
      // The terms are odd, and each is at two indexes: index 2k is the last whose term is at most 2k.
      expect(runs.lastIndexWithin(terms.length, index)).toBe(index % 2 === 0 ? index : index + 1);
      expect(runs.lastIndexWithin(index, terms[index - 1]! - 1)).toBe(terms[index - 1]! - 1);
    }
    const shorter = runs.fork();
    shorter.truncateFrom(1_002);
    expect([shorter.termAt(1_001), shorter.lastIndexWithin(1_001, 1_000)]).toEqual([1_001, 1_000]);
    expect(runs.termAt(1_003)).toBe(1_003);
  });

  test("cut anywhere, and cut again, they are the same above the cut, and know nothing below it", () => {
    const cuts = fc.array(fc.nat(30), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), cuts, fc.nat(30), fc.nat(20), (changes, places, index, term) => {
        let whole = new TermRuns();
        let terms: readonly number[] = [];
        play(changes, (runs, list) => {
          whole = runs.fork();
          terms = list.slice();
        });
        const runs = whole.fork();
        let base = 0;
        for (const place of places) {
          if (place < base || place > terms.length) continue;
          base = place;
          runs.compactTo(base);
        }
        for (let at = base; at <= terms.length; at++) expect(runs.termAt(at)).toBe(whole.termAt(at));
        const from = Math.max(base, Math.min(index, terms.length));
        expect(runs.lastIndexWithin(from, term)).toBe(Math.max(base - 1, whole.lastIndexWithin(from, term)));
        if (base > 0) expect(() => runs.termAt(base - 1)).toThrow("is asked for, below");
        runs.append(terms.length + 1, 100);
        expect(runs.termAt(terms.length + 1)).toBe(100);
        expect(whole.termAt(terms.length)).toBe(terms.at(-1) ?? 0);
      }),
    );
  });

  test("begun behind a snapshot, they know its term", () => {
    const runs = runsOf([1, 1, 2]);
    runs.startAt(7, 5);
    runs.append(8, 5);
    runs.append(9, 6);
    expect([7, 8, 9].map((index) => runs.termAt(index))).toEqual([5, 5, 6]);
    expect([4, 5, 6].map((term) => runs.lastIndexWithin(9, term))).toEqual([6, 8, 9]);
  });

  test("a fork and its original go their own ways", () => {
    const runs = runsOf([1, 1, 2, 2]);
    const fork = runs.fork();
    fork.truncateFrom(3);
    fork.append(3, 7);
    runs.append(5, 4);
    expect([3, 4, 5].map((index) => runs.termAt(index))).toEqual([2, 2, 4]);
    expect(fork.termAt(5)).toBe(7);
  });

  test("a term that falls is refused", () => {
    expect(() => runsOf([5]).append(2, 4)).toThrow("term 4 at index 2 follows term 5");
  });
});
