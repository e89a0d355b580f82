import { describe, expect, test } from "vitest";
import { hasDot } from "../../../src/crdt/dots.ts";
import { MAX_LOGICAL } from "../../../src/crdt/hybrid-time.ts";
import {
  CrdtLimitError,
  type CrdtName,
  type CrdtOperation,
  type CrdtState,
  crdtType,
  MAX_COUNT,
  MAX_REPLICA,
  MAX_TEXT_LENGTH,
  nextTime,
  operate,
  takesOperation,
} from "../../../src/crdt/index.ts";
import { MAX_ELEMENTS, MAX_TIME_US } from "../../../src/crdt/limits.ts";

/** What a replica has after these operations of its own. */
function done(name: CrdtName, replica: number, ...operations: CrdtOperation[]): CrdtState {
  const type = crdtType(name);
  return operations.reduce((state, operation) => operate(type, state, replica, operation), type.empty);
}

function merged(name: CrdtName, ...states: CrdtState[]): CrdtState {
  return states.reduce(crdtType(name).merge);
}

const add = (element: string): CrdtOperation => ({ kind: "add", element });
const remove = (element: string): CrdtOperation => ({ kind: "remove", element });
const assign = (value: string, nowUs: number): CrdtOperation => ({ kind: "assign", value, nowUs });
const valueIn = (name: CrdtName, state: CrdtState) => crdtType(name).value(state);

describe("counters", () => {
  test("every replica counts for itself", () => {
    const one = done("gcounter", 1, { kind: "increment", by: 2 }, { kind: "increment", by: 3 });
    expect(valueIn("gcounter", merged("gcounter", one, done("gcounter", 2, { kind: "increment", by: 4 }), one))).toBe(
      9,
    );
  });

  test("what goes down goes below zero", () => {
    const down = done("pncounter", 1, { kind: "decrement", by: 5 }, { kind: "increment", by: 1 });
    expect(valueIn("pncounter", merged("pncounter", down, done("pncounter", 0, { kind: "decrement", by: 2 })))).toBe(
      -6,
    );
  });

  test.each([0, -1, 1.5, Number.NaN, MAX_COUNT + 1])("%d is no amount", (by) => {
    expect(() => done("gcounter", 1, { kind: "increment", by })).toThrow(CrdtLimitError);
    expect(() => done("pncounter", 1, { kind: "decrement", by })).toThrow(CrdtLimitError);
  });

  test("a replica counts up to the limit and not beyond, and all of them together stay exact", () => {
    const full = done("gcounter", 1, { kind: "increment", by: MAX_COUNT });
    expect(() => operate(crdtType("gcounter"), full, 1, { kind: "increment", by: 1 })).toThrow(
      `a replica counts up to ${MAX_COUNT}, and this would be ${MAX_COUNT + 1}`,
    );
    const all = Array.from({ length: MAX_REPLICA + 1 }, (_, replica) =>
      done("gcounter", replica, { kind: "increment", by: MAX_COUNT }),
    );
    const sum = valueIn("gcounter", merged("gcounter", ...all));
    expect(sum).toBe((MAX_REPLICA + 1) * MAX_COUNT);
    expect(Number.isSafeInteger(sum)).toBe(true);
  });

  test.each([-1, MAX_REPLICA + 1, 0.5])("%d is no replica", (replica) => {
    expect(() => done("gcounter", replica, { kind: "increment", by: 1 })).toThrow(/a replica is named by/);
  });
});

describe("registers", () => {
  test("the later write wins, and of two of one time the one of the higher replica", () => {
    const early = done("lww", 9, assign("early", 5));
    expect(valueIn("lww", merged("lww", done("lww", 1, assign("late", 6)), early))).toBe("late");
    expect(valueIn("lww", merged("lww", done("lww", 1, assign("low", 5)), early))).toBe("early");
  });

  test("whoever overwrites what it has seen wins, whatever its clock shows", () => {
    const seen = done("lww", 1, assign("seen", 1_000));
    expect(valueIn("lww", merged("lww", seen, crdtType("lww").delta(seen, 2, assign("mine", 3))))).toBe("mine");
  });

  test("a replica that forgot its own writes confuses nobody else", () => {
    const [one, other] = [done("lww", 1, assign("a", 5)), done("lww", 1, assign("b", 5))];
    expect(valueIn("lww", merged("lww", one, other))).toBe("b");
    expect(valueIn("lww", merged("lww", other, one))).toBe("b");
  });

  test("time goes on where logical time ends, and ends where there is no later one", () => {
    expect(nextTime({ timeUs: 5, logical: MAX_LOGICAL, replica: 1 }, 2, 0)).toEqual({
      timeUs: 6,
      logical: 0,
      replica: 2,
    });
    const last = { timeUs: MAX_TIME_US, logical: MAX_LOGICAL, replica: 1 };
    expect(() => nextTime(last, 2, 0)).toThrow(CrdtLimitError);
    for (const nowUs of [-1, 0.5, MAX_TIME_US + 1]) expect(() => nextTime(last, 2, nowUs)).toThrow(/a clock shows/);
  });
});

describe("sets", () => {
  test("sets of the same elements are not the same if one has seen more", () => {
    const type = crdtType("orset");
    expect(type.isSame(done("orset", 1, add("a"), remove("a")), type.empty)).toBe(false);
    expect(type.isSame(type.empty, done("orset", 1, add("a"), remove("a")))).toBe(false);
  });

  test("a replica that forgot its additions and heard of later ones gives none of their names again", () => {
    const type = crdtType("orset");
    const first = done("orset", 1, add("a"), add("b"));
    const third = type.delta(first, 1, add("c"));
    const again = type.delta(third, 1, add("d"));
    expect(valueIn("orset", merged("orset", first, third, again))).toEqual(["a", "b", "c", "d"]);
  });

  test("a removal takes away the additions that it has seen, and no others", () => {
    const type = crdtType("orset");
    const added = done("orset", 1, add("a"), add("b"));
    const removal = type.delta(added, 2, remove("a"));
    expect(valueIn("orset", merged("orset", added, removal))).toEqual(["b"]);
    expect(valueIn("orset", merged("orset", removal, added))).toEqual(["b"]);
    const again = operate(type, added, 1, add("a"));
    expect(valueIn("orset", merged("orset", again, removal))).toEqual(["a", "b"]);
    expect(valueIn("orset", merged("orset", done("orset", 3, add("a")), added, removal))).toEqual(["a", "b"]);
  });

  test("what was removed does not come back with whoever was away", () => {
    const type = crdtType("orset");
    const away = done("orset", 1, add("a"));
    const removed = operate(type, away, 2, remove("a"));
    expect(valueIn("orset", merged("orset", removed, away, removed, away))).toEqual([]);
  });

  test("a removal of what is not there is nothing", () => {
    const type = crdtType("orset");
    expect(type.isSame(type.delta(type.empty, 1, remove("a")), type.empty)).toBe(true);
  });

  test("adding and removing for ever takes no more room than doing it once", () => {
    const once = done("orset", 1, add("a"), remove("a"));
    const often = done("orset", 1, ...Array.from({ length: 100 }, () => [add("a"), remove("a")]).flat());
    expect(JSON.stringify(often).length).toBeLessThan(JSON.stringify(once).length + 5);
  });

  test("elements and texts are bounded", () => {
    const long = "x".repeat(MAX_TEXT_LENGTH);
    expect(valueIn("gset", done("gset", 1, add(long)))).toEqual([long]);
    for (const name of ["gset", "orset"] as const) {
      expect(() => done(name, 1, add(`${long}x`))).toThrow(CrdtLimitError);
    }
    const full = Array.from({ length: MAX_ELEMENTS }, (_, place) => String(place).padStart(6, "0"));
    expect(() => crdtType("gset").delta(full, 1, add("one more"))).toThrow(CrdtLimitError);
    expect(valueIn("gset", crdtType("gset").delta(full, 1, add(full[5]!)))).toEqual([full[5]]);
    const members = full.map((element, place) => ({ element, dots: [1, place + 1] }));
    const fullToo = { members, seen: { upTo: [1, full.length], beyond: [] } };
    expect(() => crdtType("orset").delta(fullToo, 1, add("one more"))).toThrow(/takes at most 100000 elements/);
    expect(valueIn("orset", crdtType("orset").delta(fullToo, 1, add(full[5]!)))).toEqual([full[5]]);
    expect(() => done("lww", 1, assign(`${long}x`, 0))).toThrow(CrdtLimitError);
  });
});

test("each type takes its own operations", () => {
  expect(takesOperation("orset", "remove")).toBe(true);
  expect(takesOperation("gset", "remove")).toBe(false);
  expect(takesOperation("gcounter", "decrement")).toBe(false);
});

test("a dot is found wherever it stands, and none that is not there", () => {
  const dots = [1, 3, 1, 7, 2, 1, 5, 2 ** 43 - 1, 9, 4];
  for (let at = 0; at < dots.length; at += 2) {
    expect(hasDot(dots, dots[at]!, dots[at + 1]!)).toBe(true);
    for (const off of [-1, 1]) expect(hasDot(dots, dots[at]!, dots[at + 1]! + off)).toBe(false);
    expect(hasDot(dots.toSpliced(at, 2), dots[at]!, dots[at + 1]!)).toBe(false);
  }
  expect(hasDot([], 1, 1)).toBe(false);
});
