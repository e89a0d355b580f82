import { beforeAll, describe, expect, test } from "vitest";
import { FAULT_KINDS, type Scenario } from "../../../../src/chaos/index.ts";
import { loadMutant } from "../../../../src/fuzz/mutants/mutant.ts";
import { buildMutant } from "../../../../src/fuzz/mutants/mutant-build.ts";
import type { RunResult } from "../../../../src/fuzz/result.ts";
import { type RaftCore, Run } from "../../../../src/fuzz/run.ts";
import * as shippedCore from "../../../../src/sut/core.ts";
import { CALM_SCENARIO, FULL_SCENARIO } from "../../chaos/scenarios.ts";
import { startedBy, stepping } from "../other-core.ts";
import { finish } from "../whole-runs.ts";

const NODES = 5;

function start(scenario: Scenario, seed: string, operations = 600, core: RaftCore = shippedCore): Run {
  return Run.start({ seed, nodes: NODES, operations, checkers: true, scenario }, core);
}

const resultOf = (...parameters: Parameters<typeof start>): RunResult => finish(start(...parameters));

/** The first seed whose run is such a one. */
function findSeed(isSuch: (seed: string) => boolean): string {
  const seed = Array.from({ length: 40 }, (_, place) => `seed-${place}`).find(isSuch);
  if (seed === undefined) throw new Error("None of 40 seeds is such a one.");
  return seed;
}

/** Every fault of the lab, with lies that must be survived. */
const STORM: Scenario = {
  ...FULL_SCENARIO,
  pace: { everyMinUs: 50_000, everyMaxUs: 150_000, submitPerMillion: 500_000 },
  network: { ...FULL_SCENARIO.network, corruptionPerMillion: 10_000 },
  liars: { liars: 2, lies: ["corrupt-log", "silent-drop"], rotateEveryOperations: 25 },
};

const WITH_FALSE_LEADERS: Scenario = {
  ...CALM_SCENARIO,
  expects: "promises",
  faults: {
    partition: { chancePerMillion: 20_000, forMinUs: 500_000, forMaxUs: 1_000_000, shapes: ["halves"] },
    crash: { chancePerMillion: 20_000, forMinUs: 1, forMaxUs: 500_000, aims: ["leader"], moments: ["now"] },
  },
  liars: { liars: 1, lies: ["fake-leader"], rotateEveryOperations: 0 },
};

describe("a run of a scenario", () => {
  test("brings every fault that it names, and passes", () => {
    const { exercised, fallen, lastFaults, lies, verdict, violations } = resultOf(STORM, "storm", 1_500);
    expect(violations).toEqual([]);
    expect({ verdict, fallen, lastFaults }).toEqual({ verdict: "pass", fallen: [], lastFaults: [] });
    expect(lies).toEqual(["corrupt-log", "silent-drop"]);
    for (const name of [
      "crashes at the worst moment",
      "crashes of all nodes at once",
      "disks slowed",
      "syncs failed",
      "disks filled",
      "disks damaged",
      "pauses",
      "nodes slowed",
      "clock jumps forward",
      "clock jumps backward",
      "clock rates changed",
      "operations with clocks seconds apart",
      "partitions",
      "partitions into a ring",
      "partitions that overlap",
      "clogs",
      "liars appointed",
      "messages lost",
      "messages delayed",
      "messages duplicated",
      "messages reordered",
      "messages corrupted",
      "messages clogged",
    ]) {
      expect(exercised[name], name).toBeGreaterThan(0);
    }
  });

  test("is the same in a twin, and in a fork from wherever", () => {
    const whole = resultOf(STORM, "fork");
    expect(resultOf(STORM, "fork")).toEqual(whole);
    for (let sixth = 1; sixth < 6; sixth++) {
      const run = start(STORM, "fork");
      run.advance(Math.floor((whole.events * sixth) / 6));
      const fork = run.fork();
      expect(fork.result()).toEqual(run.result());
      fork.advance(5_000);
      expect(finish(run)).toEqual(whole);
      expect(finish(fork)).toEqual(whole);
    }
  });

  test.each([1, 2, 3, 25])("passes on %i nodes", (nodes) => {
    const options = { seed: "sizes", nodes, operations: 200, checkers: true, scenario: STORM };
    expect(finish(Run.start(options, shippedCore)).violations).toEqual([]);
  });

  test("without faults elects once, and commits all that it was asked for", () => {
    const { committed, elections, exercised, submitted } = resultOf(CALM_SCENARIO, "calm");
    expect(elections).toBe(1);
    // What was handed out in the last moments of the storm is committed in the calm.
    expect(submitted - committed).toBeLessThan(10);
    expect(exercised).toMatchObject({ crashes: 0, partitions: 0, "messages lost": 0, "messages corrupted": 0 });
  });
});

describe("liars whose lies Raft does not survive", () => {
  const seed = findSeed((one) => resultOf(WITH_FALSE_LEADERS, one).fallen.length > 0);
  const whole = resultOf(WITH_FALSE_LEADERS, seed);

  test("do not fail a run that expects promises, though global safety falls: it says what fell, and by which lies", () => {
    expect(whole).toMatchObject({ verdict: "pass", violations: [], lies: ["fake-leader"] });
    expect(whole.fallen.map(({ invariant }) => invariant)).not.toEqual([]);
    expect(whole.exercised["lies: fake-leader"]).toBeGreaterThan(0);
    expect(whole.exercised["lies: equivocate"]).toBe(0);
  });

  test("fail it where safety is expected: by what would have fallen", () => {
    const strict = resultOf({ ...WITH_FALSE_LEADERS, expects: "safety" }, seed);
    expect(strict.verdict).toBe("fail");
    expect(strict.violations[0]).toEqual(whole.fallen[0]);
    expect(strict.fallen).toEqual([]);
  });

  test("are no excuse for an honest node that breaks its promise", async () => {
    const core = (await import(await buildMutant(loadMutant("double-vote")))) as RaftCore;
    const failing = findSeed((one) => resultOf(WITH_FALSE_LEADERS, one, 600, core).verdict === "fail");
    const { violations } = resultOf(WITH_FALSE_LEADERS, failing, 600, core);
    expect(violations.map(({ invariant }) => invariant)).toContain("one-vote-per-term");
    for (const { invariant } of violations) expect(whole.fallen.map((one) => one.invariant)).not.toContain(invariant);
  });

  test.each([
    ["promises", "lie-votes", "pass"],
    ["promises", "silent-drop", "fail"],
    ["safety", "silent-drop", "fail"],
  ] as const)(
    "may drive a node into a contradiction: where %s are expected and the lie is %s this ends the run, which is a %s",
    (expects, lie, verdict) => {
      let steps = 0;
      const core = startedBy((...parameters) =>
        stepping(shippedCore.Raft.start(...parameters), (step) => (...input) => {
          if (++steps === 1_000) throw new Error("a leader heard of itself");
          step(...input);
        }),
      );
      const liars = { liars: 1, lies: [lie], rotateEveryOperations: 0 };
      const result = resultOf({ ...WITH_FALSE_LEADERS, liars, expects }, "contradiction", 600, core);
      expect(result.verdict).toBe(verdict);
      expect(result.operations).toBeLessThan(600);
      const told = { invariant: "core-assertion", message: expect.stringContaining("a leader heard of itself") };
      const { fallen, violations } = result;
      expect((verdict === "pass" ? fallen : violations).at(-1)).toMatchObject(told);
      expect(verdict === "pass" ? violations : fallen).toEqual([]);
      expect(result.lastFaults.length).toBeGreaterThan(0);
    },
  );

  test("are written down among the last faults before the first fall, with all that came before it", () => {
    const { lastFaults } = whole;
    expect(lastFaults.length).toBeGreaterThan(0);
    expect(lastFaults.length).toBeLessThanOrEqual(12);
    for (const [place, { event, nodes }] of lastFaults.entries()) {
      expect(event).toBeLessThanOrEqual(whole.fallen[0]!.event);
      expect(event).toBeGreaterThanOrEqual(lastFaults[place - 1]?.event ?? 0);
      for (const node of nodes) expect(node).toBeGreaterThan(0);
    }
  });

  test("and what they did are the same in a fork from before and after the fall", () => {
    const { event } = whole.fallen[0]!;
    for (const at of [event - 1, event, Math.floor((event + whole.events) / 2)]) {
      const run = start(WITH_FALSE_LEADERS, seed);
      run.advance(at);
      const fork = run.fork();
      expect(finish(fork)).toEqual(whole);
      expect(finish(run)).toEqual(whole);
    }
  });
});

describe("a run that fails", () => {
  let core: RaftCore;
  beforeAll(async () => {
    core = (await import(await buildMutant(loadMutant("double-vote")))) as RaftCore;
  });

  test("says which faults came before, and none that came after", () => {
    const scenario = { ...WITH_FALSE_LEADERS, expects: "safety", liars: undefined } as const;
    const seed = findSeed((one) => resultOf(scenario, one, 600, core).verdict === "fail");
    const { lastFaults, lies, violations } = resultOf(scenario, seed, 600, core);
    expect(lies).toEqual([]);
    expect(lastFaults.length).toBeGreaterThan(0);
    for (const { event, fault } of lastFaults) {
      expect(event).toBeLessThanOrEqual(violations[0]!.event);
      expect(FAULT_KINDS).toContain(fault.kind);
    }
  });
});
