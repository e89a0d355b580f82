import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecidedLog } from "../../../invariants/decided-log.ts";
import { EntryTable } from "../../../invariants/entry-table.ts";
import { chainedHash, EMPTY_LOG_HASH, firstDifference } from "../../../invariants/hash-chain.ts";
import { HighWater } from "../../../invariants/high-water.ts";
import { ObservedLog } from "../../../invariants/observed-log.ts";
import { TermTable } from "../../../invariants/term-table.ts";
import { ViolationLog } from "../../../invariants/violation-log.ts";

const moment = { event: 3, atUs: 61_234_567 };
const small = fc.integer({ min: 1, max: 12 });

describe("term table", () => {
  it("keeps the first fact of each term, in whatever order terms come", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(small, small)), (facts) => {
        const table = new TermTable();
        const model = new Map<number, number>();
        for (const [term, value] of facts) {
          table.note(term, value, 1, moment);
          if (!model.has(term)) model.set(term, value);
        }
        for (let term = 0; term <= 13; term++) expect(table.valueOf(term)).toBe(model.get(term) ?? 0);
      }),
    );
  });

  it("says when", () => {
    const table = new TermTable();
    table.note(8, 2, 1, moment);
    expect(table.whenOf(8)).toBe("event 3 (t=61.234 s)");
  });
});

describe("high water", () => {
  it("is the highest index of a term and all before it", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(small, small)), (raises) => {
        const marks = new HighWater();
        for (const [term, index] of raises) marks.raise(term, index);
        for (let term = 0; term <= 13; term++) {
          expect(marks.upTo(term)).toBe(Math.max(0, ...raises.filter(([t]) => t <= term).map(([, index]) => index)));
        }
        for (let index = 1; index <= 13; index++) {
          const terms = raises.filter(([, reached]) => reached >= index).map(([term]) => term);
          expect(marks.termOf(index)).toBe(terms.length === 0 ? 0 : Math.min(...terms));
        }
      }),
    );
  });
});

describe("decided log", () => {
  it("is not continued by a log that contradicts it", () => {
    const [first, other] = [new ObservedLog(), new ObservedLog()];
    first.append(1, 10);
    other.append(2, 20);
    other.append(2, 21);
    const decided = new DecidedLog();
    decided.extend(first, 1, 1, moment);
    decided.extend(other, 2, 2, moment);
    expect(decided.length).toBe(1);
    first.append(3, 30);
    decided.extend(first, 2, 3, moment);
    expect([decided.length, decided.termAt(2), decided.nodeAt(2), decided.hashAt(2)]).toEqual([
      2,
      3,
      3,
      first.lastHash,
    ]);
  });
});

describe("entry table", () => {
  it("finds every entry that was added, by index and term", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(fc.nat(300), small), { selector: String, maxLength: 200 }), (entries) => {
        const table = new EntryTable();
        entries.forEach(([index, term], place) => {
          expect(table.find(index, term)).toBe(0);
          table.add(index, term, place, 1, moment);
        });
        entries.forEach(([index, term], place) => {
          expect(table.hashAt(table.find(index, term))).toBe(place);
        });
        expect(table.find(301, 1)).toBe(0);
      }),
    );
  });
});

describe("chained hashes", () => {
  it("depend on the predecessor, the term and the digest", () => {
    const hashes = [
      chainedHash(EMPTY_LOG_HASH, 1, 1),
      chainedHash(EMPTY_LOG_HASH, 2, 1),
      chainedHash(EMPTY_LOG_HASH, 1, 2),
      chainedHash(EMPTY_LOG_HASH + 1, 1, 1),
    ];
    expect(new Set(hashes).size).toBe(4);
  });

  it("are frozen", () => {
    expect([chainedHash(EMPTY_LOG_HASH, 1, 1), chainedHash(-1, 7, 0x12345678)]).toMatchInlineSnapshot(`
      [
        1942117325,
        -85543409,
      ]
    `);
  });

  it("tell the first difference of two logs", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }), (length, at) => {
        fc.pre(at <= length);
        const [a, b] = [new ObservedLog(), new ObservedLog()];
        for (let index = 1; index <= length; index++) {
          a.append(1, index);
          b.append(1, index === at ? -index : index);
        }
        expect(firstDifference(a, b, length)).toBe(at);
      }),
    );
  });
});

describe("violation log", () => {
  it("keeps ten, and the first of each invariant", () => {
    const log = new ViolationLog();
    for (let round = 1; round <= 40; round++) log.report("log-matching", moment, [3, 1, 3], `round ${round}`);
    log.report("durability", moment, [], "late");
    log.report("durability", moment, [], "later");
    expect(log.kept).toHaveLength(11);
    expect(log.kept[0]).toEqual({ invariant: "log-matching", ...moment, nodes: [1, 3], message: "round 1" });
    expect(log.kept[10]?.message).toBe("late");
  });
});
