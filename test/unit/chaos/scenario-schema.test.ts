import { describe, expect, test } from "vitest";
import { RATE_NAMES } from "../../../src/chaos/rates.ts";
import type { UnnamedScenario } from "../../../src/chaos/scenario-schema.ts";
import { scenarioSchema } from "../../../src/chaos/scenario-schema.ts";

const schema = scenarioSchema({ all: ["fib", "perjury", "silence"], survived: ["fib", "silence"] });

const least = { title: "Nothing", expects: "safety" };
const partition = { chance: "5%", for: ["500ms", "5s"], shapes: ["halves"] };
const lasting = { chance: "5%", for: "1s" };

function read(form: object): UnnamedScenario {
  return schema.parse({ ...least, ...form });
}

/** Every complaint about a form, with the path that it is about. */
function complaints(form: unknown): string[] {
  const parsed = schema.safeParse(form);
  if (parsed.success) throw new Error("it was taken");
  return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

function complaintsAbout(form: object): string[] {
  return complaints({ ...least, ...form });
}

describe("what a form leaves out", () => {
  test("is what a quiet cluster has", () => {
    expect(schema.parse(least)).toEqual({
      title: "Nothing",
      expects: "safety",
      budget: { down: "minority", damagedNodes: 0, partitionsAtOnce: 1 },
      cluster: { electionTimeoutUs: 150_000, heartbeatIntervalUs: 30_000 },
      pace: { everyMinUs: 0, everyMaxUs: 200_000, submitPerMillion: 300_000 },
      network: {
        lossPerMillion: 0,
        delayPerMillion: 0,
        delayMinUs: 0,
        delayMaxUs: 0,
        duplicationPerMillion: 0,
        reorderingPerMillion: 0,
        corruptionPerMillion: 0,
      },
      clocks: { rateMinPerMille: 1_000, rateMaxPerMille: 1_000, offsetMaxUs: 0 },
      faults: {},
      liars: undefined,
      phases: [{ operationsPerMillion: 1_000_000, strengthPerMille: 1_000 }],
      turmoilPerMillion: 0,
    });
  });

  test("is for a fault: anyone, now", () => {
    expect(read({ faults: { crash: lasting, pause: lasting } }).faults).toEqual({
      crash: { chancePerMillion: 50_000, forMinUs: 1_000_000, forMaxUs: 1_000_000, aims: ["anyone"], moments: ["now"] },
      pause: { chancePerMillion: 50_000, forMinUs: 1_000_000, forMaxUs: 1_000_000, aims: ["anyone"] },
    });
  });
});

describe("what a form says", () => {
  test("comes out in integers", () => {
    const form = {
      expects: "promises",
      cluster: { "election-timeout": "3s", heartbeat: "300ms" },
      pace: { every: "10ms", submit: "50%" },
      network: {
        drop: "15%",
        delay: { share: "20%", by: ["10ms", "100ms"] },
        duplicate: "5%",
        reorder: "4%",
        corrupt: "2%",
      },
      clocks: { rate: ["80%", "x1.2"], offset: "5s" },
      liars: { count: "third", lies: ["perjury"], "rotate-every": 500 },
      faults: { clog: lasting },
      phases: [
        { operations: "25%", strength: "30%" },
        { operations: "75%", strength: "100%" },
      ],
    };
    expect(read(form)).toMatchObject({
      cluster: { electionTimeoutUs: 3_000_000, heartbeatIntervalUs: 300_000 },
      pace: { everyMinUs: 10_000, everyMaxUs: 10_000, submitPerMillion: 500_000 },
      network: {
        lossPerMillion: 150_000,
        delayPerMillion: 200_000,
        delayMinUs: 10_000,
        delayMaxUs: 100_000,
        duplicationPerMillion: 50_000,
        reorderingPerMillion: 40_000,
        corruptionPerMillion: 20_000,
      },
      clocks: { rateMinPerMille: 800, rateMaxPerMille: 1_200, offsetMaxUs: 5_000_000 },
      liars: { liars: "third", lies: ["perjury"], rotateEveryOperations: 500 },
      phases: [
        { operationsPerMillion: 250_000, strengthPerMille: 300 },
        { operationsPerMillion: 750_000, strengthPerMille: 1_000 },
      ],
    });
  });

  test("may name every fault there is", () => {
    const aims = ["leader", "longest-log"];
    const faults = {
      partition,
      clog: lasting,
      crash: { ...lasting, aims, moments: ["vote", "elected"] },
      "crash-all": lasting,
      pause: { ...lasting, aims },
      "slow-node": { ...lasting, aims, "per-event": ["1ms", "2ms"] },
      "slow-disk": { ...lasting, aims, added: ["10ms", "70ms"] },
      "fail-sync": { ...lasting, aims },
      "fill-disk": { ...lasting, aims },
      "damage-disk": { chance: "5%", aims },
      "jump-clock": { chance: "5%", aims, by: ["-5s", "5s"] },
      "change-clock-rate": { chance: "5%", aims, to: ["80%", "120%"] },
      stop: { ...lasting, aims },
    };
    const scenario = read({ budget: { down: "any", damaged: 1, partitions: 2 }, faults });
    const rate = { chancePerMillion: 50_000 };
    const lasts = { ...rate, forMinUs: 1_000_000, forMaxUs: 1_000_000 };
    expect(scenario.budget).toEqual({ down: "any", damagedNodes: 1, partitionsAtOnce: 2 });
    expect(scenario.faults).toEqual({
      partition: { ...rate, forMinUs: 500_000, forMaxUs: 5_000_000, shapes: ["halves"] },
      clog: lasts,
      crash: { ...lasts, aims, moments: ["vote", "elected"] },
      crashAll: lasts,
      pause: { ...lasts, aims },
      slowNode: { ...lasts, aims, perEventMinUs: 1_000, perEventMaxUs: 2_000 },
      slowDisk: { ...lasts, aims, addedMinUs: 10_000, addedMaxUs: 70_000 },
      failSync: { ...lasts, aims },
      fillDisk: { ...lasts, aims },
      damageDisk: { ...rate, aims },
      jumpClock: { ...rate, aims, byMinUs: -5_000_000, byMaxUs: 5_000_000 },
      changeClockRate: { ...rate, aims, toMinPerMille: 800, toMaxPerMille: 1_200 },
      stop: { ...lasts, aims },
    });
    expect(Object.keys(scenario.faults)).toEqual([...RATE_NAMES]);
  });

  test("may be what an operator does: any of it, and nobody else's business where it is not said", () => {
    expect(
      read({ operator: { "change-membership": "1%", transfer: "0.5%", "take-snapshot": "100%" } }).operator,
    ).toEqual({
      "change-membership": 10_000,
      transfer: 5_000,
      "take-snapshot": 1_000_000,
    });
    expect(read({ operator: { transfer: "2%" } }).operator).toEqual({ transfer: 20_000 });
    expect(read({}).operator).toBeUndefined();
  });

  test.each(["crash", "pause", "fail-sync", "fill-disk", "stop"])("may be how many nodes stop by %s", (fault) => {
    expect(read({ budget: { down: "any" }, faults: { [fault]: lasting } }).budget.down).toBe("any");
  });

  test("may be that seeds are in turmoil, where nodes crash", () => {
    expect(read({ turmoil: "50%", faults: { crash: lasting } }).turmoilPerMillion).toBe(500_000);
    expect(complaintsAbout({ turmoil: "50%" })).toEqual([
      "turmoil: there is no faults.crash, and turmoil is about leaders that crash early",
    ]);
    expect(complaintsAbout({ turmoil: "0%", faults: { crash: lasting } })).toEqual([
      "turmoil: a share of 0% would do nothing: leave it out",
    ]);
  });

  test("may be that Raft survives the liars, who never take turns", () => {
    expect(read({ liars: { count: 2, lies: ["fib", "silence"] } }).liars).toEqual({
      liars: 2,
      lies: ["fib", "silence"],
      rotateEveryOperations: 0,
    });
  });
});

const SHARE = "a share from 0% to 100%, such as 15%";
const DURATION = "a duration from 0us to 60min, such as 100ms, 1.5s, 200us or 2min";

describe("a value that is none is answered with what is allowed and what was written", () => {
  test.each<[object, string]>([
    [{ network: { drop: 1.5 } }, `network.drop: ${SHARE}, not "1.5"`],
    [{ network: { drop: 0.15 } }, `network.drop: ${SHARE}, not "0.15"`],
    [{ network: { drop: "150%" } }, `network.drop: ${SHARE}, not "150%"`],
    [{ network: { drop: null } }, `network.drop: ${SHARE}, not nothing`],
    [{ network: { drop: { share: "5%" } } }, `network.drop: ${SHARE}, not {"share":"5%"}`],
    [{ network: { drop: "y".repeat(99) } }, `network.drop: ${SHARE}, not "${"y".repeat(57)}..."`],
    [
      { network: { delay: { share: "5%" } } },
      `network.delay.by: it is missing: ${DURATION}, or two such as [10ms, 100ms]`,
    ],
    [{ faults: { clog: { for: "1s" } } }, `faults.clog.chance: it is missing: ${SHARE}`],
    [{ faults: { clog: { ...lasting, for: 5 } } }, `faults.clog.for: ${DURATION}, or two such as [200ms, 2s], not "5"`],
    [
      { faults: { clog: { ...lasting, for: ["1s", "2s", "3s"] } } },
      `faults.clog.for: ${DURATION}, or two such as [200ms, 2s], not ["1s","2s","3s"]`,
    ],
    [
      { faults: { clog: { ...lasting, for: ["1s", "61min"] } } },
      `faults.clog.for: ${DURATION}, or two such as [200ms, 2s], not ["1s","61min"]`,
    ],
    [{ faults: { clog: { ...lasting, for: ["2s", "1s"] } } }, "faults.clog.for: the smaller one must come first"],
    [
      { faults: { clog: { ...lasting, for: ["0s", "0ms"] } } },
      "faults.clog.for: it is zero throughout, which would do nothing",
    ],
    [
      { faults: { "jump-clock": { chance: "5%", by: 5 } } },
      'faults.jump-clock.by: a duration from -60min to 60min, such as 1.5s or -5s, or two such as [-5s, 5s], not "5"',
    ],
    [
      { clocks: { rate: "0%" } },
      "clocks.rate: a rate from 0.1% to 1000% with one decimal at the most, such as 80%, x2 or x0.5, " +
        'or two such as [80%, 120%], not "0%"',
    ],
    [
      { faults: { partition: { ...partition, shapes: ["halfs"] } } },
      "faults.partition.shapes.0: one of halves, one-way, bridge, ring, isolate-one, isolate-leader, " +
        'leader-in-minority, leader-in-majority, flapping, not "halfs" (did you mean halves?)',
    ],
    [
      { faults: { pause: { ...lasting, aims: "leader" } } },
      'faults.pause.aims: a list of one or more of anyone, leader, follower, longest-log, not "leader"',
    ],
    [
      { faults: { pause: { ...lasting, aims: [] } } },
      "faults.pause.aims: a list of one or more of anyone, leader, follower, longest-log, not []",
    ],
    [
      { faults: { pause: { ...lasting, aims: ["leader", "leader"] } } },
      'faults.pause.aims: each once, not ["leader","leader"]',
    ],
    [
      { faults: { pause: { ...lasting, aims: [2] } } },
      'faults.pause.aims.0: one of anyone, leader, follower, longest-log, not "2"',
    ],
    [{ budget: { partitions: 0 } }, 'budget.partitions: a whole number from 1 to 25, not "0"'],
    [{ budget: { partitions: 1.5 } }, 'budget.partitions: a whole number from 1 to 25, not "1.5"'],
    [{ budget: { down: "all" } }, 'budget.down: one of any, minority, not "all" (did you mean any?)'],
    [{ budget: [] }, "budget: a mapping of down, damaged, partitions, not []"],
    [{ title: "two\nlines" }, 'title: one line of 1 to 100 characters, not "two\\nlines"'],
    [{ title: "" }, 'title: one line of 1 to 100 characters, not ""'],
    [{ title: 7 }, 'title: one line of 1 to 100 characters, not "7"'],
    [{ expects: "no" }, 'expects: one of safety, promises, not "no"'],
    [{ liars: { count: 0, lies: ["fib"] } }, 'liars.count: third, or a whole number from 1 to 25, not "0"'],
    [{ liars: { count: "half", lies: ["fib"] } }, 'liars.count: third, or a whole number from 1 to 25, not "half"'],
    [{ liars: { count: 1, lies: ["slander"] } }, 'liars.lies.0: one of fib, perjury, silence, not "slander"'],
    [
      { liars: { count: 1, lies: ["fib"], "rotate-every": 0 } },
      'liars.rotate-every: a whole number from 1 to 10000000, not "0"',
    ],
    [
      { phases: [{ operations: "100%", strength: "0.05%" }] },
      'phases.0.strength: a strength from 0% to 100% with one decimal at the most, such as 30%, not "0.05%"',
    ],
    [{ phases: [] }, "phases: it takes at least one phase"],
  ])("%j", (form, complaint) => {
    expect(complaintsAbout(form)).toEqual([complaint]);
  });

  test("a title and what is expected are asked for", () => {
    expect(complaints({})).toEqual([
      "title: it is missing: one line of 1 to 100 characters",
      "expects: it is missing: one of safety, promises",
    ]);
    expect(complaints("text")).toEqual([expect.stringMatching(/^: a mapping of title, expects, .*, not "text"$/)]);
  });

  test.each<[object, string]>([
    [
      { network: { dorp: "5%" } },
      'network: there is no key "dorp" here (did you mean drop?); the keys are drop, delay, duplicate, reorder, corrupt',
    ],
    [
      { faults: { partition: { ...partition, aims: ["leader"] } } },
      'faults.partition: there is no key "aims" here; the keys are chance, for, shapes',
    ],
    [
      { cluster: { constructor: "1s" } },
      'cluster: there is no key "constructor" here; the keys are election-timeout, heartbeat',
    ],
  ])("an unknown key is answered with the keys there are: %j", (form, complaint) => {
    expect(complaintsAbout(form)).toEqual([complaint]);
  });
});

describe("what does not fit together, or would do nothing, is refused", () => {
  test.each<[string, object, string]>([
    [
      "a heartbeat that is slower than elections",
      { cluster: { heartbeat: "150ms" } },
      "cluster.heartbeat: it must be below the election timeout, or followers would start elections against a live leader",
    ],
    ["no heartbeat", { cluster: { heartbeat: "0ms" } }, "cluster.heartbeat: it must be above 0us"],
    [
      "aims for a crash that has its own",
      { faults: { crash: { ...lasting, aims: ["leader"], moments: ["elected"] } } },
      "faults.crash.aims: a crash that waits for the next new leader hits that one: leave the aims out",
    ],
    [
      "phases that are not the whole",
      { network: { drop: "5%" }, phases: [{ operations: "90.5%", strength: "100%" }] },
      "phases: the operations of all phases must add up to 100%, not 90.5%",
    ],
    [
      "a phase that never comes",
      { network: { drop: "5%" }, phases: [{ operations: "0%", strength: "100%" }] },
      "phases.0.operations: a phase of 0% never comes",
    ],
    [
      "phases of nothing",
      { clocks: { offset: "1s" }, phases: [{ operations: "100%", strength: "50%" }] },
      "phases: there is no fault that could be stronger or weaker, so that they would do nothing",
    ],
    [
      "phases without strength",
      { network: { drop: "5%" }, phases: [{ operations: "100%", strength: "0%" }] },
      "phases: every phase has a strength of 0%, so that no fault would come",
    ],
    [
      "a budget of stopped nodes that nobody draws on",
      { budget: { down: "any" }, faults: { clog: lasting } },
      "budget.down: no fault of this scenario stops a node, so that it would do nothing",
    ],
    [
      "a budget of partitions that nobody draws on",
      { budget: { partitions: 2 } },
      "budget.partitions: there is no faults.partition, so that it would do nothing",
    ],
    [
      "a budget of damage that nobody draws on",
      { budget: { damaged: 1 } },
      "budget.damaged: there is no faults.damage-disk, so that it would do nothing",
    ],
    [
      "damage without a budget",
      { faults: { "damage-disk": { chance: "1%" } } },
      "faults.damage-disk: it needs budget.damaged, the number of nodes whose disks may be damaged for good",
    ],
    [
      "more crashes than the budget has",
      { faults: { "crash-all": lasting } },
      "faults.crash-all: it crashes more than a minority, so that it needs budget.down: any",
    ],
    [
      "an operator who does nothing",
      { operator: { transfer: "0%" } },
      "operator: nobody is asked for anything: leave it out",
    ],
    [
      "an operator of nodes that lie",
      { expects: "promises", liars: { count: 1, lies: ["perjury"] }, operator: { transfer: "1%" } },
      "operator: nobody can run a cluster whose nodes lie: leave it out",
    ],
    [
      "changes that may leave the vote to nodes that are lost",
      {
        budget: { damaged: 1 },
        faults: { "damage-disk": { chance: "1%" } },
        operator: { "change-membership": "1%" },
      },
      "operator.change-membership: a change could leave the vote to a node whose disk is damaged for good: " +
        "leave out budget.damaged",
    ],
    [
      "lies that Raft does not survive",
      { liars: { count: 1, lies: ["fib", "perjury"] } },
      "liars.lies: Raft does not survive perjury, so that this needs expects: promises; " +
        "with expects: safety liars may fib and silence",
    ],
    [
      "expecting less for lies that Raft survives",
      { expects: "promises", liars: { count: 1, lies: ["fib"] } },
      "expects: nobody tells a lie that Raft does not survive, so that every invariant must hold: expect safety",
    ],
    [
      "expecting less where nobody lies",
      { expects: "promises" },
      "expects: nobody tells a lie that Raft does not survive, so that every invariant must hold: expect safety",
    ],
  ])("%s", (_, form, complaint) => {
    expect(complaintsAbout(form)).toEqual([complaint]);
  });
});
