import { expect, test } from "vitest";
import { MixPlan, type Operation, ORDINARY_MIX, type Plan } from "../../../../src/chaos/index.ts";
import { newestLeader } from "../../../../src/fuzz/by-hand/aiming.ts";
import { clientIds, instruct, submitTo, viewOf } from "../../../../src/fuzz/cluster.ts";
import { drawBlows } from "../../../../src/fuzz/strategies/blows.ts";
import { drawDivision, drawTroubles } from "../../../../src/fuzz/strategies/divisions.ts";
import { MajoritiesPlan } from "../../../../src/fuzz/strategies/majorities-plan.ts";
import { isAt, MOMENTS } from "../../../../src/fuzz/strategies/moments.ts";
import { PriorityPlan } from "../../../../src/fuzz/strategies/priority-plan.ts";
import { TargetedPlan } from "../../../../src/fuzz/strategies/targeted-plan.ts";
import { Choices, expandSeed, purposeNumber } from "../../../../src/sim/index.ts";
import { createCluster, passTime } from "../small-cluster.ts";

const choicesOf = (seed: string): Choices => new Choices(expandSeed(seed), 1);

/** All of a plan, with the times at which it comes, on a cluster that goes on meanwhile. */
function playOut(plan: Plan, cluster = createCluster({ nodes: 5 })): { atUs: number; part: Operation }[] {
  const played: { atUs: number; part: Operation }[] = [];
  for (let part = plan.next(cluster); part !== undefined; part = plan.next(cluster)) {
    if (part.kind === "pass-time") cluster.runUntil(cluster.nowUs + part.forUs);
    else played.push({ atUs: cluster.nowUs, part });
  }
  return played;
}

const isPriority = ({ part }: { part: Operation }): boolean =>
  part.kind === "set-conditions" && typeof part.scope === "object";

test("priorities leave the other plan's operations as they are, each at its time", () => {
  const mix = () => new MixPlan(ORDINARY_MIX, 500, choicesOf("mix"));
  const played = playOut(new PriorityPlan(mix(), choicesOf("priorities")));
  expect(played.filter((one) => !isPriority(one))).toEqual(playOut(mix()));
});

test("a link has its priority until it gets another: most change seldom, and all kinds come", () => {
  const plan = new PriorityPlan(new MixPlan(ORDINARY_MIX, 2_000, choicesOf("mix")), choicesOf("priorities"));
  const set = playOut(plan).filter(isPriority);
  const late = new Set(set.map(({ part }) => part.kind === "set-conditions" && part.changes.delayMaxUs));
  expect(late.size).toBeGreaterThanOrEqual(5);
  const links = new Set(set.map(({ part }) => part.kind === "set-conditions" && JSON.stringify(part.scope)));
  expect(links.size).toBeGreaterThan(15);
  expect(set.filter(({ atUs }) => atUs === 0).length).toBeLessThan(15);
});

test("blows hit nodes by their numbers, of all kinds, and what they break ends by itself", () => {
  const cluster = createCluster({ nodes: 5 });
  cluster.runUntil(1_000_000);
  const leader = newestLeader(cluster)!;
  const victim = (leader % 5) + 1;
  const choices = choicesOf("blows");
  const draw = (bound: number) => choices.below(purposeNumber("strike"), 0, bound);
  const blows = Array.from({ length: 200 }, () => drawBlows(cluster, victim, draw)).flat();
  const kinds = [...new Set(blows.map(({ kind }) => kind))];
  expect(kinds.sort()).toEqual(["clog", "crash", "cut-off", "pause", "slow-disk"]);
  for (const blow of blows) {
    if ("forUs" in blow) expect(blow.forUs).toBeLessThan(2_000_000);
    if ("aim" in blow) expect(blow.aim).toBeTypeOf("number");
    if (blow.kind === "cut-off") expect(blow.nodes.length).toBeLessThanOrEqual(2);
  }
  expect(blows.some((blow) => "aim" in blow && blow.aim === leader)).toBe(true);
  // Of five, the node alone would leave more than a bare majority.
  expect(blows.some((blow) => blow.kind === "cut-off" && blow.nodes.length === 2)).toBe(true);
});

test("a strike waits for its moment: where it never comes, nothing is hit", () => {
  const isBlow = ({ kind }: Operation) => kind === "crash" || kind === "cut-off" || kind === "pause";
  const blows = (moment: (typeof MOMENTS)[number]) =>
    playOut(new TargetedPlan(200, [moment], choicesOf("moments"))).filter(({ part }) => isBlow(part)).length;
  expect(blows("elected")).toBeGreaterThan(0);
  expect(blows("receiving")).toBe(0);
});

test("a strike comes as soon as its moment has, most often within a millisecond", () => {
  const cluster = createCluster({ nodes: 5 });
  const plan = new TargetedPlan(200, ["elected"], choicesOf("strikes"));
  let lastElectedUs = Number.NEGATIVE_INFINITY;
  const latesUs: number[] = [];
  for (let part = plan.next(cluster); part !== undefined; part = plan.next(cluster)) {
    if (part.kind === "pass-time") {
      for (const untilUs = cluster.nowUs + part.forUs; cluster.nowUs < untilUs; ) {
        cluster.runUntil(Math.min(cluster.nowUs + 100, untilUs));
        if ([1, 2, 3, 4, 5].some((node) => isAt("elected", viewOf(cluster, node)!))) lastElectedUs = cluster.nowUs;
      }
    } else if (["crash", "cut-off", "clog", "pause", "slow-disk"].includes(part.kind)) {
      latesUs.push(cluster.nowUs - lastElectedUs);
      // Whoever leads loses its followers, so that there are others to come.
      cluster.healAll();
      cluster.partition([newestLeader(cluster)!]);
    }
  }
  expect(latesUs.length).toBeGreaterThan(10);
  expect(Math.max(...latesUs)).toBeLessThan(2 ** 14);
  expect(latesUs.filter((lateUs) => lateUs < 1_000).length).toBeGreaterThan(latesUs.length / 2);
});

test("clients and an operator ask for something around a strike", () => {
  const played = playOut(new TargetedPlan(200, ["elected"], choicesOf("asked"))).map(({ part }) => part.kind);
  expect(played).toEqual(expect.arrayContaining(["submit", "change-membership", "transfer", "take-snapshot", "stop"]));
});

test("moments are what nodes are in the middle of", () => {
  const cluster = createCluster({ nodes: 3 });
  const nodesAt = (moment: (typeof MOMENTS)[number]) =>
    [1, 2, 3].filter((node) => isAt(moment, viewOf(cluster, node)!));
  const cameAt = new Map<string, boolean>(MOMENTS.map((moment) => [moment, false]));
  let hadCandidates = false;
  while (cluster.nowUs < 2_000_000 && cluster.step()) {
    for (const moment of MOMENTS) if (nodesAt(moment).length > 0) cameAt.set(moment, true);
    const candidates = [1, 2, 3].filter((node) => viewOf(cluster, node)!.role === "candidate");
    hadCandidates ||= candidates.length > 0;
    expect(nodesAt("voted").filter((node) => candidates.includes(node))).toEqual([]);
  }
  expect(hadCandidates).toBe(true);
  expect(Object.fromEntries(cameAt)).toEqual({
    elected: true,
    voted: true,
    writing: true,
    changing: false,
    receiving: false,
    transferring: false,
  });
  expect(nodesAt("elected")).toEqual([]);
  expect(nodesAt("voted")).toEqual([]);
});

test("a node is in the middle of a change, of a transfer or of another's snapshot until that is over", () => {
  const settings = { snapshotIntervalEntries: 2, keptEntries: 0, snapshotChunkBytes: 16 };
  const cluster = createCluster({ nodes: 3, spares: 1, settings });
  passTime(cluster, 1_000_000);
  const leader = newestLeader(cluster)!;
  const laggard = (leader % 3) + 1;
  const isNow = (moment: (typeof MOMENTS)[number], node: number) => isAt(moment, viewOf(cluster, node)!);
  const comesTo = (moment: (typeof MOMENTS)[number], node: number) => {
    for (let events = 0; events < 1_000 && !isNow(moment, node); events++) cluster.step();
    expect(isNow(moment, node), moment).toBe(true);
    passTime(cluster, 500_000);
    expect(isNow(moment, node), moment).toBe(false);
  };
  const steps = [{ kind: "add-learner", node: 4 }] as const;
  instruct(cluster, leader, { kind: "change-membership", change: { kind: "change", steps, transition: "auto" } });
  comesTo("changing", leader);
  cluster.partition([laggard]);
  for (const client of [...clientIds(cluster), ...clientIds(cluster)]) {
    submitTo(cluster, client);
    passTime(cluster, 100_000);
  }
  cluster.healAll();
  comesTo("receiving", laggard);
  instruct(cluster, leader, { kind: "transfer", to: laggard });
  comesTo("transferring", leader);
});

const drawFrom = (choices: Choices) => (bound: number) => choices.below(purposeNumber("division"), 0, bound);

test("a division leaves nodes on both sides; the centre is in the minority half of the time, or in a bare majority", () => {
  for (const nodes of [1, 2, 3, 5, 8]) {
    const draw = drawFrom(choicesOf(`divisions of ${nodes}`));
    const drawn = Array.from({ length: 400 }, () => drawDivision(nodes, 1, draw));
    for (const group of drawn) {
      expect(new Set(group).size).toBe(group.length);
      expect(group.length).toBeLessThan(nodes);
      for (const node of group) expect(node).toBeGreaterThanOrEqual(1);
      for (const node of group) expect(node).toBeLessThanOrEqual(nodes);
    }
    if (nodes === 1) continue;
    const inMinority = drawn.filter((group) => group.includes(1) && group.length * 2 <= nodes).length;
    expect(inMinority).toBeGreaterThan(100);
    expect(drawn.filter((group) => group.length === 0).length).toBeLessThan(200);
  }
});

test("a minority with the centre in it is of every size, and a majority with it is a bare one", () => {
  const draw = drawFrom(choicesOf("sizes"));
  const drawn = Array.from({ length: 400 }, () => drawDivision(9, 1, draw)).filter((group) => group.includes(1));
  const timesOf = (size: number) => drawn.filter(({ length }) => length === size).length;
  for (const size of [1, 2, 3, 4]) expect(timesOf(size), `of ${size}`).toBeGreaterThan(25);
  expect(timesOf(5)).toBeGreaterThan(75);
});

test("troubles are of a few kinds, hit the centre often, and end by themselves", () => {
  const draw = drawFrom(choicesOf("troubles"));
  const troubles = Array.from({ length: 300 }, () => drawTroubles(5, 2, draw)).flat();
  expect([...new Set(troubles.map(({ kind }) => kind))].sort()).toEqual(["clog", "crash", "set-conditions"]);
  const crashes = troubles.flatMap((trouble) => (trouble.kind === "crash" ? [trouble] : []));
  expect(crashes.filter(({ aim }) => aim === 2).length).toBeGreaterThan(crashes.length / 3);
  for (const trouble of troubles) {
    if ("forUs" in trouble) expect(trouble.forUs).toBeLessThanOrEqual(2 ** 20);
    if (trouble.kind === "clog") expect(trouble.from).not.toBe(trouble.to);
  }
});

test("the cluster is divided anew soon after each election, and whole in between", () => {
  const cluster = createCluster({ nodes: 5 });
  const plan = new MajoritiesPlan(600, { commands: 3, tasksOneIn: 2 }, choicesOf("majorities"));
  let isDivided = false;
  const cutAtUs: number[] = [];
  const terms = new Set<number>();
  for (let part = plan.next(cluster); part !== undefined; part = plan.next(cluster)) {
    const leader = newestLeader(cluster);
    if (leader !== undefined) terms.add(viewOf(cluster, leader)!.term);
    if (part.kind === "pass-time") cluster.runUntil(cluster.nowUs + part.forUs);
    else if (part.kind === "heal") {
      expect(isDivided).toBe(true);
      isDivided = false;
      cluster.healAll();
    } else if (part.kind === "cut-off") {
      expect(isDivided).toBe(false);
      isDivided = true;
      cutAtUs.push(cluster.nowUs);
      cluster.partition(part.nodes);
    }
  }
  expect(plan.operationsDone).toBeGreaterThanOrEqual(600);
  expect(cutAtUs.length).toBeGreaterThan(50);
  expect(terms.size).toBeGreaterThan(20);
});

test("where nothing is demanded, nothing is asked for", () => {
  const kindsOf = (commands: number, tasksOneIn: number) =>
    playOut(new MajoritiesPlan(300, { commands, tasksOneIn }, choicesOf("demand"))).map(({ part }) => part.kind);
  expect(kindsOf(0, 0).filter((kind) => kind === "submit" || kind === "change-membership")).toEqual([]);
  expect(kindsOf(3, 0)).toContain("submit");
  expect(kindsOf(0, 2)).toEqual(expect.arrayContaining(["change-membership", "transfer", "take-snapshot"]));
});
