import { expect, test } from "vitest";
import { inTurmoil, isInTurmoil } from "../../../src/chaos/index.ts";
import { Choices, expandSeed } from "../../../src/sim/index.ts";
import { CALM_SCENARIO, FULL_SCENARIO } from "./scenarios.ts";

const seeds = Array.from({ length: 1_000 }, (_, number) => new Choices(expandSeed(`${number}`), 1));
const shareInTurmoil = (turmoilPerMillion: number): number =>
  seeds.filter((choices) => isInTurmoil({ ...CALM_SCENARIO, turmoilPerMillion }, choices)).length;

test("as many seeds are in turmoil as the scenario says", () => {
  expect(shareInTurmoil(0)).toBe(0);
  expect(shareInTurmoil(300_000)).toBeGreaterThan(250);
  expect(shareInTurmoil(300_000)).toBeLessThan(350);
  expect(shareInTurmoil(1_000_000)).toBe(seeds.length);
});

test("turmoil is the same faults, five times as fast, and nobody operates the cluster", () => {
  const { operator, pace, ...others } = FULL_SCENARIO;
  expect(operator).toBeDefined();
  expect(inTurmoil(FULL_SCENARIO)).toEqual({
    ...others,
    pace: { ...pace, everyMinUs: pace.everyMinUs / 5, everyMaxUs: pace.everyMaxUs / 5 },
  });
});
