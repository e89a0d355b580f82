import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { drawRandomStorm, drawStorm } from "../../../../src/fuzz/create-cluster.ts";
import { Run } from "../../../../src/fuzz/run.ts";
import { drawLegs, Legs } from "../../../../src/fuzz/strategies/legs.ts";
import * as core from "../../../../src/sut/core.ts";
import { resultOf } from "../whole-runs.ts";

const optionsOf = (seed: string, operations: number) => ({ nodes: 3, operations, seed, checkers: true });

afterEach(() => vi.restoreAllMocks());

const two = [100, 200].map((operations) => ({ drawStorm, operations }));

test("legs are of all kinds, as long as their kind allows, and have all of a seed's operations together", () => {
  const kinds = [
    { drawStorm, lengths: [50, 200] },
    { drawStorm: drawRandomStorm, lengths: [70] },
  ];
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 20_000 }), (seed, operations) => {
      const legs = drawLegs(optionsOf(seed, operations), kinds);
      expect(legs.reduce((sum, leg) => sum + leg.operations, 0)).toBe(operations);
      for (const leg of legs.slice(0, -1)) {
        expect(leg.drawStorm === drawStorm ? [50, 200] : [70]).toContain(leg.operations);
      }
      if (operations > 5_000) expect(new Set(legs.map((leg) => leg.drawStorm)).size).toBe(2);
    }),
  );
});

test("legs are runs of seeds of their own, and what they did is told together", () => {
  const legs = new Legs(optionsOf("legs", 300), core, two);
  while (!legs.advance(1_000));
  const each = [resultOf("legs, leg 1", 3, 100), resultOf("legs, leg 2", 3, 200)];
  const result = legs.result();
  expect(result).toMatchObject({ seed: "legs", operations: 300, verdict: "pass" });
  expect(result.events).toBe(each[0]!.events + each[1]!.events);
  expect(result.messages.sent).toBe(each[0]!.messages.sent + each[1]!.messages.sent);
  expect(each.map(({ fingerprint }) => fingerprint)).not.toContain(result.fingerprint);
  expect(legs.told.result().fingerprint).toBe(each[1]!.fingerprint);
});

test("how many operations are done only grows, and is known in mid-leg", () => {
  const legs = new Legs(optionsOf("legs", 300), core, two);
  const done: number[] = [];
  while (!legs.advance(100)) done.push(legs.operationsDone);
  expect(done).toEqual([...done].sort((one, other) => one - other));
  expect(done.some((count) => count > 100 && count < 300)).toBe(true);
});

test("of a seed that is cut short, what was done until then is told; and one that is over stays as it is", () => {
  const legs = new Legs(optionsOf("legs", 300), core, two);
  while (legs.operationsDone < 150) legs.advance(100);
  expect(legs.result().operations).toBe(legs.operationsDone);
  while (!legs.advance(1_000));
  const result = legs.result();
  expect(legs.advance(1_000)).toBe(true);
  expect(legs.result()).toEqual(result);
});

test.each([
  [["unknown", "pass"], "unknown"],
  [["pass", "unknown"], "unknown"],
  [["unknown", "fail"], "fail"],
  [["pass", "pass"], "pass"],
] as const)("of legs that end with %j the verdict is %s", (verdicts, verdict) => {
  const resultOfRun = Run.prototype.result;
  const spy = vi.spyOn(Run.prototype, "result");
  for (const one of verdicts) {
    spy.mockImplementationOnce(function (this: Run) {
      return { ...resultOfRun.call(this), verdict: one };
    });
  }
  const legs = new Legs(optionsOf("legs", 300), core, two);
  while (!legs.advance(1_000));
  expect(legs.result().verdict).toBe(verdict);
});

test("a leg that fails is the last, and what it found is what is told", () => {
  const resultOfRun = Run.prototype.result;
  const violation = { invariant: "log-matching", event: 1, atUs: 1, nodes: [1], message: "broken" };
  vi.spyOn(Run.prototype, "result").mockImplementation(function (this: Run) {
    return { ...resultOfRun.call(this), verdict: "fail", violations: [violation] };
  });
  const legs = new Legs(optionsOf("legs", 300), core, two);
  while (!legs.advance(1_000));
  expect(legs.operationsDone).toBe(100);
  expect(legs.result()).toMatchObject({ operations: 100, verdict: "fail", violations: [violation] });
});
