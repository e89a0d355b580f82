import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fault, FaultKind, Operation } from "../../../src/chaos/fault.ts";
import { RATE_NAMES, type RateName } from "../../../src/chaos/rates.ts";
import type { Scenario } from "../../../src/chaos/scenario.ts";
import { liesOf, ScenarioPlan } from "../../../src/chaos/scenario-plan.ts";
import { Choices, expandSeed } from "../../../src/sim/index.ts";
import { CALM_SCENARIO, FULL_SCENARIO } from "./scenarios.ts";

const NODES = 7;
/** A whole number of swarm rounds, whatever the length of a spell: each strength has come as often as any other. */
const WHOLE_ROUNDS = 20_000;

const planOf = (scenario: Scenario, operations: number, seed = "plan", nodes = NODES) =>
  new ScenarioPlan(scenario, nodes, operations, new Choices(expandSeed(seed), 1));

/** What each operation consists of. */
function drawAll(plan: ScenarioPlan): Operation[][] {
  const parts: Operation[][] = [];
  for (let part = plan.next(); part !== undefined; part = plan.next()) {
    parts[plan.operationsDone - 1] ??= [];
    parts[plan.operationsDone - 1]!.push(part);
  }
  return parts;
}

const draw = (scenario: Scenario, operations: number, seed?: string, nodes?: number) =>
  drawAll(planOf(scenario, operations, seed, nodes));

const ofKind = <Kind extends Operation["kind"]>(parts: readonly Operation[], kind: Kind) =>
  parts.filter((part): part is Extract<Operation, { kind: Kind }> => part.kind === kind);

/** The kinds of fault that a rate brings. */
const KINDS: Readonly<Record<RateName, readonly FaultKind[]>> = {
  partition: ["partition"],
  clog: ["clog"],
  crash: ["crash", "crash-after", "ambush"],
  crashAll: ["crash-all"],
  pause: ["pause"],
  slowNode: ["slow-node"],
  slowDisk: ["slow-disk"],
  failSync: ["fail-sync"],
  fillDisk: ["fill-disk"],
  damageDisk: ["damage-disk"],
  jumpClock: ["jump-clock"],
  changeClockRate: ["set-clock-rate"],
};

const LASTING_KINDS = Object.values(KINDS)
  .flat()
  .filter((kind) => !["damage-disk", "jump-clock", "set-clock-rate"].includes(kind));

const broughtBy = (name: RateName, parts: readonly Operation[]) =>
  parts.filter(({ kind }) => (KINDS[name] as readonly string[]).includes(kind));

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

  test("without faults only sets fair conditions, lets time pass and submits", () => {
    const kinds = new Set(
      draw(CALM_SCENARIO, 1_000)
        .flat()
        .map(({ kind }) => kind),
    );
    expect(kinds).toEqual(new Set(["set-conditions", "pass-time", "submit"]));
  });
});

describe("rates", () => {
  test.each(RATE_NAMES)("%s comes as often as stated", (name) => {
    const expected = (WHOLE_ROUNDS * FULL_SCENARIO.faults[name]!.chancePerMillion) / 1_000_000;
    const count = broughtBy(name, all).length;
    // Five standard deviations of a binomial count are less than this.
    expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
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
      const [crash] = ofKind(parts, "crash-after");
      return pause && crash ? [[pause.forUs, crash.forUs]] : [];
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

describe("the network", () => {
  test("has its shares on average, each varied for itself, and its delays as they are", () => {
    const weather = ofKind(all, "set-conditions");
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
