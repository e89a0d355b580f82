import { describe, expect, test } from "vitest";
import { drawMix, type Mix, OPERATION_KINDS, type Operation, Plan } from "../../../src/chaos/index.ts";
import { Choices, expandSeed, purposeNumber } from "../../../src/sim/index.ts";

const choicesOf = (seed: string): Choices => new Choices(expandSeed(seed), 16);

const MIX: Mix = {
  ...drawMix(choicesOf("mix")),
  delayMaxUs: 200_000,
  lossMaxPerMillion: 500_000,
  oneWayPerMillion: 250_000,
  leaderCrashPerMillion: 300_000,
  ambushPerMillion: 500_000,
  ambushDelayMaxUs: 50_000,
  nothingPerMillion: 500_000,
  spellOperations: 1,
  lullOperations: 0,
};

function operationsOf(plan: Plan, count: number): Operation[] {
  return Array.from({ length: count }, () => plan.next());
}

function draw(mix: Mix, count: number, seed = "plan"): Operation[] {
  return operationsOf(new Plan(mix, choicesOf(seed)), count);
}

/** The weight that an operation was drawn by. */
const weighedAs = ({ kind }: Operation) => (kind === "ambush" ? "crash" : kind);

describe("a plan", () => {
  test("is the same for the same key and mix, and another for another key", () => {
    expect(draw(MIX, 500)).toEqual(draw(MIX, 500));
    expect(draw(MIX, 500, "other")).not.toEqual(draw(MIX, 500));
  });

  test("goes on identically in a fork, and a fork that runs ahead changes nothing", () => {
    const plan = new Plan(MIX, choicesOf("plan"));
    operationsOf(plan, 123);
    const fork = plan.fork();
    const ahead = operationsOf(fork, 300);
    expect(operationsOf(plan, 300)).toEqual(ahead);
  });

  test("has each kind in proportion to its weight", () => {
    const operations = draw(MIX, 50_000);
    const total = OPERATION_KINDS.reduce((sum, kind) => sum + MIX.weights[kind], 0);
    for (const kind of OPERATION_KINDS) {
      const expected = (operations.length * MIX.weights[kind]) / total;
      const count = operations.filter((operation) => weighedAs(operation) === kind).length;
      // Five standard deviations of a binomial count are less than this.
      expect(Math.abs(count - expected), kind).toBeLessThan(5 * Math.sqrt(expected));
    }
  });

  test("never has a kind whose weight is zero", () => {
    const weights = { ...MIX.weights, submit: 0, crash: 0, "pass-time": 0 };
    const kinds = new Set(draw({ ...MIX, weights }, 2_000).map(weighedAs));
    expect(kinds).toEqual(new Set(["recover", "partition", "heal", "set-delay", "set-loss"]));
  });

  test("keeps every amount within the mix, and reaches near to its ends", () => {
    const operations = draw(MIX, 50_000);
    const amounts = {
      "pass-time": operations.flatMap((one) => (one.kind === "pass-time" ? one.forUs : [])),
      "set-delay": operations.flatMap((one) => (one.kind === "set-delay" ? one.maxUs : [])),
      "set-loss": operations.flatMap((one) => (one.kind === "set-loss" ? one.perMillion : [])),
      ambush: operations.flatMap((one) => (one.kind === "ambush" ? one.delayUs : [])),
    };
    const bounds = { "pass-time": [1_000, 50_000], "set-delay": [0, 200_000], "set-loss": [0, 500_000] } as const;
    for (const [kind, [min, max]] of Object.entries({ ...bounds, ambush: [0, 50_000] } as const)) {
      const drawn = amounts[kind as keyof typeof amounts];
      expect(Math.min(...drawn), kind).toBeGreaterThanOrEqual(min);
      expect(Math.max(...drawn), kind).toBeLessThanOrEqual(max);
      expect(Math.max(...drawn), kind).toBeGreaterThan(max * 0.9);
    }
    for (const kind of ["set-delay", "set-loss"] as const) {
      const none = amounts[kind].filter((amount) => amount === 0).length;
      expect(none / amounts[kind].length, kind).toBeCloseTo(0.5, 1);
    }
  });

  test("aims crashes and cuts as the mix says", () => {
    const operations = draw(MIX, 50_000);
    const crashes = operations.filter((operation) => weighedAs(operation) === "crash");
    const share = (part: readonly Operation[], whole: readonly Operation[]) => part.length / whole.length;
    const atLeaders = crashes.filter((one) => one.kind === "crash" && one.aim === "leader");
    const others = crashes.filter((one) => !atLeaders.includes(one));
    const partitions = operations.filter((one) => one.kind === "partition");
    expect(share(atLeaders, crashes)).toBeCloseTo(0.3, 1);
    expect(
      share(
        others.filter((one) => one.kind === "ambush"),
        others,
      ),
    ).toBeCloseTo(0.5, 1);
    expect(
      share(
        partitions.filter((one) => one.oneWay),
        partitions,
      ),
    ).toBeCloseTo(0.25, 1);
  });
});

describe("lulls", () => {
  const mix: Mix = { ...MIX, spellOperations: 300, lullOperations: 200 };

  test("alternate with spells of the mix", () => {
    const operations = draw(mix, 50_000);
    const faults = (inLull: boolean) =>
      operations.filter(
        (operation, place) => place % 500 >= 300 === inLull && ["crash", "partition"].includes(weighedAs(operation)),
      ).length;
    expect(faults(false)).toBeGreaterThan(10 * faults(true));
  });

  test("set back what the spell has set", () => {
    const lulls = draw(mix, 50_000).filter((_, place) => place % 500 >= 300);
    for (const operation of lulls) {
      if (operation.kind === "set-delay") expect(operation.maxUs).toBe(0);
      if (operation.kind === "set-loss") expect(operation.perMillion).toBe(0);
    }
    expect(lulls.some(({ kind }) => kind === "set-delay")).toBe(true);
  });
});

describe("choices are apart", () => {
  /** The operations with some kinds left out. */
  const without = (operations: readonly Operation[], ...kinds: readonly string[]) =>
    operations.filter((operation) => !kinds.includes(weighedAs(operation)));

  test("how strong one fault may be changes no other operation", () => {
    const other = draw({ ...MIX, lossMaxPerMillion: 7, leaderCrashPerMillion: 999_999 }, 2_000);
    expect(other).not.toEqual(draw(MIX, 2_000));
    expect(without(other, "set-loss", "crash")).toEqual(without(draw(MIX, 2_000), "set-loss", "crash"));
  });

  test("choices made elsewhere change nothing", () => {
    const choices = choicesOf("plan");
    const plan = new Plan(MIX, choices);
    const operations = draw(MIX, 200).map(() => {
      choices.below(purposeNumber("operation-target"), 0, 5);
      choices.below(purposeNumber("swarm"), 0, 5);
      return plan.next();
    });
    expect(operations).toEqual(draw(MIX, 200));
  });
});
