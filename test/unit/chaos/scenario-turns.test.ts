import { describe, expect, test } from "vitest";
import type { Operation } from "../../../src/chaos/fault.ts";
import type { Scenario } from "../../../src/chaos/scenario.ts";
import { liesOf } from "../../../src/chaos/scenario-plan.ts";
import { Choices, expandSeed } from "../../../src/sim/index.ts";
import { broughtBy, draw, NODES, ofKind, WHOLE_ROUNDS } from "./drawn-plans.ts";
import { FULL_SCENARIO } from "./scenarios.ts";

/** What changes from time to time in the storm of a scenario: the network's spells, the phases, and who lies. */

describe("the network", () => {
  test("has its shares on average, each varied for itself, and its delays as they are", () => {
    const weather = ofKind(draw(FULL_SCENARIO, WHOLE_ROUNDS).flat(), "set-conditions");
    for (const { changes, scope } of weather) {
      expect(scope).toBe("all");
      expect(changes).toMatchObject({ delayMinUs: 10_000, delayMaxUs: 100_000 });
    }
    for (const name of [
      "lossPerMillion",
      "delayPerMillion",
      "duplicationPerMillion",
      "corruptionPerMillion",
    ] as const) {
      const shares = weather.map(({ changes }) => changes[name]!);
      expect(shares.reduce((sum, share) => sum + share) / shares.length, name).toBeCloseTo(FULL_SCENARIO.network[name]);
      expect(new Set(shares).size, name).toBe(5);
    }
    const pairs = new Set(weather.map(({ changes }) => `${changes.lossPerMillion} ${changes.delayPerMillion}`));
    expect(pairs.size).toBeGreaterThan(15);
  });

  test("is set at the beginning of each spell, of which a seed has one length: 50, 100 or 200 operations", () => {
    const lengths = Array.from({ length: 40 }, (_, seed) => {
      const operations = draw(FULL_SCENARIO, 1_000, `${seed}`);
      const starts = operations.flatMap((parts, place) => (ofKind(parts, "set-conditions").length > 0 ? [place] : []));
      const length = starts[1]! - starts[0]!;
      expect(starts).toEqual(Array.from({ length: 1_000 / length }, (_, spell) => spell * length));
      return length;
    });
    expect(new Set(lengths)).toEqual(new Set([50, 100, 200]));
  });
});

describe("phases", () => {
  const phases = [
    { operationsPerMillion: 250_000, strengthPerMille: 0 },
    { operationsPerMillion: 250_000, strengthPerMille: 500 },
    { operationsPerMillion: 500_000, strengthPerMille: 2_000 },
  ];
  const operations = draw({ ...FULL_SCENARIO, phases }, 40_000);
  const parts = [operations.slice(0, 10_000), operations.slice(10_000, 20_000), operations.slice(20_000)];

  test("have their share of the operations and of the strength of faults", () => {
    for (const [place, { strengthPerMille }] of phases.entries()) {
      const expected = (parts[place]!.length * 100_000 * strengthPerMille) / 1_000 / 1_000_000;
      expect(Math.abs(broughtBy("pause", parts[place]!.flat()).length - expected)).toBeLessThanOrEqual(
        5 * Math.sqrt(expected),
      );
    }
  });

  test("change what links do at once when they begin", () => {
    const lossIn = (part: readonly Operation[][]) =>
      ofKind(part.flat(), "set-conditions").map(({ changes }) => changes.lossPerMillion!);
    expect(new Set(lossIn(parts[0]!))).toEqual(new Set([0]));
    expect(Math.max(...lossIn(parts[1]!))).toBe(100_000);
    expect(Math.max(...lossIn(parts[2]!))).toBe(400_000);
    for (const part of parts) expect(ofKind(part[0]!, "set-conditions")).toHaveLength(1);
  });

  test("change it also in the midst of a spell", () => {
    const uneven = [
      { operationsPerMillion: 130_000, strengthPerMille: 0 },
      { operationsPerMillion: 870_000, strengthPerMille: 1_000 },
    ];
    const changed = draw({ ...FULL_SCENARIO, phases: uneven }, 1_000);
    expect(ofKind(changed[129]!, "set-conditions")).toEqual([]);
    expect(ofKind(changed[130]!, "set-conditions")).toHaveLength(1);
  });

  test("a share is never more than all, however strong a phase is", () => {
    const strong = [{ operationsPerMillion: 1_000_000, strengthPerMille: 10_000 }];
    for (const { changes } of ofKind(draw({ ...FULL_SCENARIO, phases: strong }, 1_000).flat(), "set-conditions")) {
      expect(changes).toMatchObject({ lossPerMillion: 1_000_000, delayPerMillion: 1_000_000 });
    }
  });

  test("of a storm of one operation the first counts", () => {
    expect(broughtBy("pause", draw({ ...FULL_SCENARIO, phases }, 1).flat())).toEqual([]);
  });
});

describe("liars", () => {
  const turnsOf = (scenario: Scenario, nodes?: number, seed?: string) =>
    draw(scenario, 2_000, seed, nodes).flatMap((parts, place) =>
      ofKind(parts, "appoint-liars").map((fault) => ({ place, ...fault })),
    );
  const rotating = (rotateEveryOperations: number, liars: number | "third" = 2): Scenario => ({
    ...FULL_SCENARIO,
    liars: { liars, lies: ["a", "b", "c"], rotateEveryOperations },
  });

  test("take turns every so many operations, from the first on; never if that is 0", () => {
    expect(turnsOf(rotating(500)).map(({ place }) => place)).toEqual([0, 500, 1_000, 1_500]);
    expect(turnsOf(rotating(0)).map(({ place }) => place)).toEqual([0]);
    expect(turnsOf({ ...FULL_SCENARIO, liars: undefined })).toEqual([]);
  });

  test.each([
    ["third", 1, 0],
    ["third", 3, 0],
    ["third", 4, 1],
    ["third", 7, 2],
    ["third", 25, 8],
    [2, 1, 1],
    [2, 2, 2],
    [2, 25, 2],
  ] as const)("%s of %i nodes are %i", (liars, nodes, count) => {
    for (const turn of turnsOf(rotating(1_000, liars), nodes)) expect(turn.liars).toBe(count);
  });

  test("tell any of the lies where not all must be survived, the same ones in each turn of a seed", () => {
    const scenario: Scenario = { ...rotating(100), expects: "promises" };
    const told = Array.from({ length: 200 }, (_, seed) => {
      const sets = new Set(turnsOf(scenario, NODES, `${seed}`).map(({ lies }) => lies.join("")));
      expect(sets.size).toBe(1);
      return [...sets][0];
    });
    expect(new Set(told)).toEqual(new Set(["a", "b", "c", "ab", "ac", "bc", "abc"]));
    const choices = new Choices(expandSeed("17"), 1);
    expect(liesOf("promises", scenario.liars!, choices).join("")).toBe(told[17]);
  });

  test("tell all lies that must be survived", () => {
    for (const { lies } of turnsOf(rotating(500))) expect(lies).toEqual(["a", "b", "c"]);
  });
});
