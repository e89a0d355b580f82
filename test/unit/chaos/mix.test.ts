import { describe, expect, test } from "vitest";
import {
  drawMix,
  lullOf,
  MIX_KINDS,
  type Mix,
  mixInTurmoil,
  OPERATOR_KINDS,
  pick,
  withOperator,
} from "../../../src/chaos/mix.ts";
import { Choices, expandSeed } from "../../../src/sim/index.ts";

const mixOf = (seed: string): Mix => drawMix(new Choices(expandSeed(seed), 1));
const mixes = Array.from({ length: 200 }, (_, seed) => mixOf(`${seed}`));

test("a seed has one mix, and seeds have many", () => {
  expect(mixOf("a")).toEqual(mixOf("a"));
  expect(new Set(mixes.map((mix) => JSON.stringify(mix))).size).toBeGreaterThan(195);
});

describe("every mix", () => {
  test("keeps each fault between half and twice its usual weight, and submissions and time as they are", () => {
    const usual = { crash: 5, recover: 10, partition: 2, heal: 8, "set-delay": 3, "set-loss": 4 } as const;
    for (const { weights } of mixes) {
      expect(weights).toMatchObject({ submit: 3_000, "pass-time": 3_800 });
      for (const [kind, weight] of Object.entries(usual)) {
        const drawn = weights[kind as keyof typeof usual];
        expect(drawn, kind).toBeGreaterThanOrEqual(weight * 50);
        expect(drawn, kind).toBeLessThanOrEqual(weight * 200);
      }
    }
  });

  test("lets 1 to 50 ms pass, and has probabilities and durations that are integers within their bounds", () => {
    for (const { weights: _, ...strengths } of mixes) {
      expect(strengths).toMatchObject({ passTimeMinUs: 1_000, passTimeMaxUs: 50_000 });
      for (const [name, value] of Object.entries(strengths)) {
        expect(Number.isSafeInteger(value) && value >= 0, name).toBe(true);
        if (name.endsWith("PerMillion")) expect(value, name).toBeLessThanOrEqual(1_000_000);
      }
    }
  });
});

test("every fault is drawn at more than one weight and strength, each in a fair share of the seeds", () => {
  const drawn = (value: (mix: Mix) => number) => {
    const counts = new Map<number, number>();
    for (const mix of mixes) counts.set(value(mix), (counts.get(value(mix)) ?? 0) + 1);
    return [...counts.values()];
  };
  for (const kind of MIX_KINDS) {
    if (kind === "submit" || kind === "pass-time" || OPERATOR_KINDS.some((one) => one === kind)) continue;
    const counts = drawn((mix) => mix.weights[kind]);
    expect(counts.length, kind).toBeGreaterThanOrEqual(3);
    for (const count of counts) expect(count, kind).toBeGreaterThan(10);
  }
  for (const name of ["delayMaxUs", "lossMaxPerMillion", "oneWayPerMillion", "leaderCrashPerMillion"] as const) {
    const counts = drawn((mix) => mix[name]);
    expect(counts.length, name).toBeGreaterThanOrEqual(3);
    for (const count of counts) expect(count, name).toBeGreaterThan(20);
  }
});

test("an operator does what it is told to, in lulls too, and beside it everything stays as it was", () => {
  for (const mix of mixes) {
    for (const kind of OPERATOR_KINDS) expect(mix.weights[kind]).toBe(0);
    expect(withOperator(mix, [])).toEqual(mix);
    const { weights, ...others } = withOperator(mix, ["transfer", "stop"]);
    expect({ ...weights, transfer: 0, stop: 0 }).toEqual(mix.weights);
    expect(Math.min(weights.transfer, weights.stop)).toBeGreaterThan(0);
    expect({ ...others, weights: mix.weights }).toEqual(mix);
    expect(lullOf({ ...mix, weights }).weights).toMatchObject({ transfer: weights.transfer, stop: weights.stop });
  }
});

test("what breaks is mended more often than it breaks", () => {
  for (const { weights } of mixes) {
    expect(weights.recover).toBeGreaterThanOrEqual(2 * weights.crash);
    expect(weights.heal).toBeGreaterThanOrEqual(3 * weights.partition);
  }
});

test("a lull has few faults, and sets none", () => {
  for (const mix of mixes) {
    const lull = lullOf(mix);
    expect(lull).toMatchObject({ delayMaxUs: 0, lossMaxPerMillion: 0, ambushPerMillion: 0 });
    expect(lull.weights.crash + lull.weights.partition).toBeLessThan(mix.weights.crash / 2);
    expect(lull.weights).toMatchObject({ submit: 3_000, "pass-time": 3_800 });
  }
});

test("turmoil has more crashes, most of them of leaders in their first moments, and delays without a pause", () => {
  for (const mix of mixes) {
    const { weights, ...strengths } = mixInTurmoil(mix);
    expect(weights).toEqual({ ...mix.weights, crash: 1_000, recover: 1_500, "set-delay": 900 });
    expect(strengths.ambushPerMillion).toBeGreaterThan(500_000);
    expect(strengths).toMatchObject({ nothingPerMillion: 0, oneWayPerMillion: mix.oneWayPerMillion });
  }
});

test("picking gives every value, and nothing else", () => {
  const choices = new Choices(expandSeed("pick"), 1);
  expect(new Set(Array.from({ length: 100 }, () => pick(choices, ["a", "b", "c"])))).toEqual(new Set(["a", "b", "c"]));
});
