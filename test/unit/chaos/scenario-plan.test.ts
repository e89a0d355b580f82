import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fault, FaultKind, Operation } from "../../../src/chaos/fault.ts";
import { RATE_NAMES } from "../../../src/chaos/rates.ts";
import type { Scenario } from "../../../src/chaos/scenario.ts";
import { TASKS } from "../../../src/chaos/task.ts";
import { broughtBy, draw, drawAll, LASTING_KINDS, ofKind, planOf, WHOLE_ROUNDS } from "./drawn-plans.ts";
import { CALM_SCENARIO, FULL_SCENARIO } from "./scenarios.ts";

const full = draw(FULL_SCENARIO, WHOLE_ROUNDS);
const all = full.flat();

describe("a plan", () => {
  test("is a function of its scenario, size and seed", () => {
    const once = draw(FULL_SCENARIO, 1_000);
    expect(draw(FULL_SCENARIO, 1_000)).toEqual(once);
    expect(draw(FULL_SCENARIO, 1_000, "other")).not.toEqual(once);
  });

  test("has so many operations, and stays at its end", () => {
    for (const operations of [0, 1, 777]) {
      const plan = planOf(FULL_SCENARIO, operations);
      expect(drawAll(plan)).toHaveLength(operations);
      expect([plan.next(), plan.operationsDone]).toEqual([undefined, operations]);
    }
  });

  test("goes on identically in a fork, wherever that is made, and a fork that runs ahead changes nothing", () => {
    const parts = drawAll(planOf(FULL_SCENARIO, 300)).flat();
    fc.assert(
      fc.property(fc.nat(parts.length - 1), (taken) => {
        const plan = planOf(FULL_SCENARIO, 300);
        for (let count = 0; count < taken; count++) plan.next();
        const fork = plan.fork();
        expect(drawAll(fork).flat()).toEqual(parts.slice(taken));
        expect(drawAll(plan).flat()).toEqual(parts.slice(taken));
      }),
      { numRuns: 20 },
    );
  });

  test("lets some time pass in each operation, before its faults, and submits as often as it says", () => {
    for (const parts of full) {
      expect(ofKind(parts, "pass-time")).toHaveLength(1);
      const before = parts.slice(
        0,
        parts.findIndex(({ kind }) => kind === "pass-time"),
      );
      for (const { kind } of before) expect(["set-conditions", "appoint-liars"]).toContain(kind);
      expect(ofKind(parts, "submit").length).toBeLessThanOrEqual(1);
    }
    const waits = ofKind(all, "pass-time").map(({ forUs }) => forUs);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(50_000);
    expect(waits.reduce((sum, wait) => sum + wait) / waits.length).toBeCloseTo(25_500, -3);
    expect(ofKind(all, "submit").length / WHOLE_ROUNDS).toBeCloseTo(0.3, 1);
  });

  test("without faults only lets time pass and submits", () => {
    const kinds = new Set(
      draw(CALM_SCENARIO, 1_000)
        .flat()
        .map(({ kind }) => kind),
    );
    expect(kinds).toEqual(new Set(["pass-time", "submit"]));
  });
});

describe("rates", () => {
  test.each(RATE_NAMES)("%s comes as often as stated", (name) => {
    const expected = (WHOLE_ROUNDS * FULL_SCENARIO.faults[name]!.chancePerMillion) / 1_000_000;
    const count = broughtBy(name, all).length;
    // Five standard deviations of a binomial count are less than this.
    expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });

  test.each(TASKS)("%s comes as often as stated", (kind) => {
    const expected = (WHOLE_ROUNDS * FULL_SCENARIO.operator![kind]!) / 1_000_000;
    expect(Math.abs(ofKind(all, kind).length - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });

  test("vary from spell to spell: in some a fault never comes, in others twice as often", () => {
    const counts = Array.from({ length: WHOLE_ROUNDS / 50 }, (_, spell) =>
      broughtBy("pause", full.slice(spell * 50, spell * 50 + 50).flat()),
    ).map(({ length }) => length);
    const none = counts.filter((count) => count === 0).length;
    expect(none / counts.length).toBeGreaterThan(0.15);
    expect(Math.max(...counts)).toBeGreaterThan(9);
  });

  test("leaving a fault out of the scenario leaves all other faults what they were", () => {
    const operations = 2_000;
    const whole = draw(FULL_SCENARIO, operations);
    for (const name of RATE_NAMES) {
      const { [name]: _, ...faults } = FULL_SCENARIO.faults;
      const without = draw({ ...FULL_SCENARIO, faults }, operations);
      expect(broughtBy(name, whole.flat()).length, name).toBeGreaterThan(0);
      expect(without, name).toEqual(
        whole.map((parts) => parts.filter((part) => !broughtBy(name, [part]).includes(part))),
      );
    }
  });

  test("changing one fault, the network, the pace or the liars leaves all other parts what they were", () => {
    const { faults, network, pace } = FULL_SCENARIO;
    const whole = draw(FULL_SCENARIO, 1_000);
    const without = (operations: readonly Operation[][], ...kinds: readonly string[]) =>
      operations.map((parts) => parts.filter(({ kind }) => !kinds.includes(kind)));
    const changes: readonly (readonly [Partial<Scenario>, ...string[]])[] = [
      [{ faults: { ...faults, pause: { ...faults.pause!, chancePerMillion: 900_000, forMaxUs: 7_000_000 } } }, "pause"],
      [{ faults: { ...faults, partition: { ...faults.partition!, shapes: ["bridge"] } } }, "partition"],
      [{ network: { ...network, lossPerMillion: 5 } }, "set-conditions"],
      [{ pace: { ...pace, everyMaxUs: 1_000 } }, "pass-time"],
      [{ pace: { ...pace, submitPerMillion: 1_000_000 } }, "submit"],
      [{ liars: undefined }, "appoint-liars"],
      [{ operator: {} }, ...TASKS],
    ];
    for (const [change, ...kinds] of changes) {
      const other = draw({ ...FULL_SCENARIO, ...change }, 1_000);
      expect(other, kinds.join()).not.toEqual(whole);
      expect(without(other, ...kinds), kinds.join()).toEqual(without(whole, ...kinds));
    }
  });

  test("faults of one operation are drawn apart", () => {
    const pairs = full.flatMap((parts) => {
      const [pause] = ofKind(parts, "pause");
      const [fill] = ofKind(parts, "fill-disk");
      return pause && fill ? [[pause.forUs, fill.forUs]] : [];
    });
    expect(pairs.length).toBeGreaterThan(20);
    for (const [one, other] of pairs) expect(one).not.toBe(other);
  });

  test("amounts are within their ranges and reach near to both ends; every alternative comes", () => {
    const lasting = all.filter((part): part is Fault & { readonly forUs: number } => "forUs" in part);
    const durationsOf = (kind: FaultKind) => lasting.filter((part) => part.kind === kind).map(({ forUs }) => forUs);
    const jumps = ofKind(all, "jump-clock").map(({ byUs }) => byUs);
    const rates = ofKind(all, "set-clock-rate").map(({ ratePerMille }) => ratePerMille);
    const delays = ofKind(all, "slow-node").map(({ perEventUs }) => perEventUs);
    for (const [values, min, max] of [
      ...LASTING_KINDS.map((kind) => [durationsOf(kind), 100_000, 2_000_000] as const),
      [jumps, -5_000_000, 5_000_000],
      [rates, 500, 2_000],
      [delays, 1_000, 9_000],
    ] as const) {
      const near = (max - min) / 20;
      expect(Math.min(...values)).toBeGreaterThanOrEqual(min);
      expect(Math.max(...values)).toBeLessThanOrEqual(max);
      expect(Math.min(...values)).toBeLessThan(min + near);
      expect(Math.max(...values)).toBeGreaterThan(max - near);
    }
    expect(new Set(ofKind(all, "partition").map(({ shape }) => shape))).toEqual(new Set(["halves", "ring"]));
    expect(new Set(ofKind(all, "crash-after").map(({ moment }) => moment))).toEqual(new Set(["send", "write", "vote"]));
    expect(new Set(ofKind(all, "pause").map(({ aim }) => aim))).toEqual(new Set(["anyone", "leader"]));
    expect(new Set(ofKind(all, "slow-disk").map(({ addedMinUs }) => addedMinUs))).toEqual(new Set([5_000]));
    const crashes = broughtBy("crash", all);
    for (const kind of ["crash", "ambush"]) {
      const share = crashes.filter((crash) => crash.kind === kind).length / crashes.length;
      expect(Math.abs(share - 1 / 5), kind).toBeLessThan(0.06);
    }
    expect(Math.max(...ofKind(all, "ambush").map(({ delayUs }) => delayUs))).toBeLessThanOrEqual(100_000);
  });
});
