import { describe, expect, test } from "vitest";
import { FOR_GOOD, type Operation } from "../../../src/chaos/fault.ts";
import { drawMix, MIX_KINDS, type Mix, OPERATOR_KINDS, withOperator } from "../../../src/chaos/mix.ts";
import { MixPlan } from "../../../src/chaos/mix-plan.ts";
import { Choices, expandSeed, purposeNumber } from "../../../src/sim/index.ts";

const choicesOf = (seed: string): Choices => new Choices(expandSeed(seed), 16);

const MIX: Mix = {
  ...withOperator(drawMix(choicesOf("mix")), OPERATOR_KINDS),
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

const planOf = (mix: Mix, seed = "plan"): MixPlan => new MixPlan(mix, Number.MAX_SAFE_INTEGER, choicesOf(seed));

function operationsOf(plan: MixPlan, count: number): Operation[] {
  return Array.from({ length: count }, () => plan.next()!);
}

function draw(mix: Mix, count: number, seed = "plan"): Operation[] {
  return operationsOf(planOf(mix, seed), count);
}

/** The weight that an operation was drawn by. */
function weighedAs(operation: Operation): string {
  if (operation.kind === "ambush") return "crash";
  if (operation.kind !== "set-conditions") return operation.kind;
  return "lossPerMillion" in operation.changes ? "set-loss" : "set-delay";
}

/** What the settings of one condition set it to. */
function settingsOf(operations: readonly Operation[], name: "lossPerMillion" | "delayMaxUs"): number[] {
  return operations.flatMap((one) => (one.kind === "set-conditions" ? (one.changes[name] ?? []) : []));
}

describe("a plan", () => {
  test("is the same for the same key and mix, and another for another key", () => {
    expect(draw(MIX, 500)).toEqual(draw(MIX, 500));
    expect(draw(MIX, 500, "other")).not.toEqual(draw(MIX, 500));
  });

  test("goes on identically in a fork, and a fork that runs ahead changes nothing", () => {
    const plan = planOf(MIX);
    operationsOf(plan, 123);
    const fork = plan.fork();
    const ahead = operationsOf(fork, 300);
    expect(operationsOf(plan, 300)).toEqual(ahead);
  });

  test("has each kind in proportion to its weight", () => {
    const operations = draw(MIX, 50_000);
    const total = MIX_KINDS.reduce((sum, kind) => sum + MIX.weights[kind], 0);
    for (const kind of MIX_KINDS) {
      const expected = (operations.length * MIX.weights[kind]) / total;
      const count = operations.filter((operation) => weighedAs(operation) === kind).length;
      // Five standard deviations of a binomial count are less than this.
      expect(Math.abs(count - expected), kind).toBeLessThan(5 * Math.sqrt(expected));
    }
  });

  test("never has a kind whose weight is zero", () => {
    const weights = { ...MIX.weights, submit: 0, crash: 0, "pass-time": 0 };
    const kinds = new Set(draw({ ...MIX, weights }, 2_000).map(weighedAs));
    expect(kinds).toEqual(new Set(["recover", "partition", "heal", "set-delay", "set-loss", ...OPERATOR_KINDS]));
  });

  test("keeps every amount within the mix, and reaches near to its ends", () => {
    const operations = draw(MIX, 50_000);
    const amounts = {
      "pass-time": operations.flatMap((one) => (one.kind === "pass-time" ? one.forUs : [])),
      "set-delay": settingsOf(operations, "delayMaxUs"),
      "set-loss": settingsOf(operations, "lossPerMillion"),
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
        partitions.filter((one) => one.shape === "one-way"),
        partitions,
      ),
    ).toBeCloseTo(0.25, 1);
  });
});

test("it ends after so many operations, and stays at its end", () => {
  const plan = new MixPlan(MIX, 3, choicesOf("plan"));
  for (const done of [1, 2, 3]) {
    expect(plan.next()).toBeDefined();
    expect(plan.operationsDone).toBe(done);
  }
  expect([plan.next(), plan.next(), plan.operationsDone]).toEqual([undefined, undefined, 3]);
});

test("what it breaks stays broken until it is mended, and what it sets is for links between nodes", () => {
  for (const operation of draw(MIX, 5_000)) {
    if (operation.kind === "set-conditions") {
      expect(operation.scope).toBe("nodes");
      const { delayPerMillion = 0, delayMinUs = 0, delayMaxUs = 0 } = operation.changes;
      // Delays hold up every message or none.
      expect(delayPerMillion).toBe(delayMaxUs > 0 ? 1_000_000 : 0);
      expect(delayMinUs).toBe(Math.min(1, delayMaxUs));
    } else if ("forUs" in operation && operation.kind !== "pass-time") expect(operation.forUs).toBe(FOR_GOOD);
  }
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
    for (const name of ["delayMaxUs", "lossPerMillion"] as const) {
      expect(new Set(settingsOf(lulls, name)), name).toEqual(new Set([0]));
    }
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
    const plan = new MixPlan(MIX, 200, choices);
    const operations = draw(MIX, 200).map(() => {
      choices.below(purposeNumber("operation-target"), 0, 5);
      choices.below(purposeNumber("swarm"), 0, 5);
      return plan.next()!;
    });
    expect(operations).toEqual(draw(MIX, 200));
  });
});
