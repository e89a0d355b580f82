import { describe, expect, test } from "vitest";
import type { Cluster } from "../../../../src/fuzz/cluster.ts";
import { type Command, describeViolations, type Result, type Simulation, simulate } from "../../../../src/index.ts";
import { FAIR_CONDITIONS } from "../../../../src/sim/index.ts";

type World = Simulation<Command, Result>;

/** Five nodes that have a leader; nothing is asked of them unless the test asks. */
function begin(commandsPerSecond = 0, seed = "faults"): World {
  const world = simulate({ nodes: 5, seed, commandsPerSecond });
  world.run({ untilMs: 1_000 });
  expect(world.leader()).toBeDefined();
  return world;
}

/** What no view shows: the world below. */
function clusterOf(world: World): Cluster {
  return (world as unknown as { cluster: Cluster }).cluster;
}

function cuts(world: World): string[] {
  const ids = world.nodes().map(({ id }) => id);
  const links = ids.flatMap((from) => ids.filter((to) => to !== from).map((to) => [from, to] as const));
  return links.filter(([from, to]) => clusterOf(world).isCut(from, to)).map(([from, to]) => `${from}>${to}`);
}

function liesOf(world: World, node: number): readonly string[] {
  return (clusterOf(world).program(node) as unknown as { lies: readonly string[] }).lies;
}

function follower(world: World): number {
  return world.nodes().find(({ role }) => role === "follower")!.id;
}

/** The calm mends whatever was placed, and nothing was violated. */
function expectPass(world: World): void {
  expect(describeViolations(world.finish())).toBe("");
}

describe("links", () => {
  test("a partition cuts both directions between its nodes and all others, for its time", () => {
    const world = begin();
    world.partition([2, 3], { forMs: 5_000 });
    const between = [1, 4, 5].flatMap((other) => [`2>${other}`, `3>${other}`, `${other}>2`, `${other}>3`]);
    expect(cuts(world)).toEqual(between.sort());
    world.run({ forMs: 4_999 });
    expect(cuts(world)).toEqual(between.sort());
    world.run({ forMs: 1 });
    expect(cuts(world)).toEqual([]);
    expectPass(world);
  });

  test("one without an end lasts until it is healed, and the calm heals too", () => {
    const world = begin();
    const old = world.leader()!.id;
    expect(world.isolate("leader")).toBe(old);
    world.run({ forMs: 60_000 });
    expect(cuts(world)).toHaveLength(8);
    expect(world.leader()!.id).not.toBe(old);
    world.heal();
    expect(cuts(world)).toEqual([]);
    world.isolate(1);
    expectPass(world);
  });

  test("a shape cuts what it says, and shapes overlap", () => {
    const world = begin();
    world.shape("one-way", { forMs: 1_000 });
    const first = cuts(world);
    expect(first.length).toBeGreaterThan(0);
    expect(first.filter((link) => first.includes([...link].reverse().join("")))).toEqual([]);
    world.shape("isolate-leader", { forMs: 2_000 });
    world.run({ forMs: 1_500 });
    expect(cuts(world)).toHaveLength(8);
    expectPass(world);
  });

  test("shapes are drawn one by one: the same one does not fall the same each time", () => {
    const world = begin();
    const drawn = Array.from({ length: 6 }, () => {
      world.shape("halves");
      const cut = cuts(world);
      world.heal();
      return cut.join();
    });
    expect(new Set(drawn).size).toBeGreaterThan(3);
    expectPass(world);
  });

  test("a clog holds up all that one node sends to another", () => {
    const world = begin();
    const [from, to] = [world.leader()!.id, follower(world)];
    const before = world.node(to).commitIndex;
    world.clog(from, to, 100);
    const put = world.submit({ kind: "put", key: "k", value: "v" });
    world.run({ forMs: 90 });
    expect(put.outcome).toBe("applied");
    expect(world.node(to).commitIndex).toBe(before);
    world.run({ forMs: 60 });
    expect(world.node(to).commitIndex).toBe(world.leader()!.commitIndex);
    expectPass(world);
  });

  test("the network is as a scenario file would say, from then on", () => {
    const world = begin(50);
    const messages = () => clusterOf(world).network.counters;
    world.network({ drop: "30%", delay: { share: "20%", by: ["10ms", "20ms"] } });
    expect(clusterOf(world).conditionsOf(1, 6)).toEqual({
      ...FAIR_CONDITIONS,
      lossPerMillion: 300_000,
      delayPerMillion: 200_000,
      delayMinUs: 10_000,
      delayMaxUs: 20_000,
    });
    world.run({ forMs: 5_000 });
    const { delayed, droppedByLoss } = messages();
    expect(droppedByLoss).toBeGreaterThan(100);
    expect(delayed).toBeGreaterThan(100);
    world.network({});
    world.run({ forMs: 1_000 });
    expect(messages()).toMatchObject({ delayed, droppedByLoss });
    expectPass(world);
  });
});

describe("nodes", () => {
  test.each(["leader", "follower", "longest-log", "anyone"] as const)("a crash takes %s down for its time", (aim) => {
    const world = begin();
    const leader = world.leader()!.id;
    const victim = world.crash(aim, { forMs: 200 });
    expect(world.node(victim)).toMatchObject({ id: victim, isUp: false, role: "down", term: 0, commitIndex: 0 });
    if (aim === "leader") expect(victim).toBe(leader);
    if (aim === "follower") expect(victim).not.toBe(leader);
    world.run({ forMs: 199 });
    expect(world.node(victim).isUp).toBe(false);
    world.run({ forMs: 1 });
    expect(world.node(victim)).toMatchObject({ isUp: true, isPaused: false });
    expectPass(world);
  });

  test("the leader is the newest one, though another does not know yet that its time is over", () => {
    const world = simulate({ nodes: 5, seed: "newest" });
    world.run({ untilMs: 1_000 });
    const old = world.pause("leader", 2_000);
    world.run({ forMs: 1_000 });
    expect(world.node(old)).toMatchObject({ role: "leader", isPaused: true });
    const newest = world.leader()!.id;
    expect(newest).not.toBe(old);
    expect(world.crash("leader")).toBe(newest);
    expect(world.crash("follower")).not.toBe(old);
    expectPass(world);
  });

  test("a node by its number crashes though it is paused, and is restarted before its time", () => {
    const world = begin();
    world.pause(3, 5_000);
    for (const node of [3, 1, 5]) expect(world.crash(node)).toBe(node);
    world.run({ forMs: 1_000 });
    world.restart(3);
    expect(world.nodes().flatMap(({ id, isUp }) => (isUp ? id : []))).toEqual([2, 3, 4]);
    world.run({ forMs: 1_000 });
    expect(world.node(3)).toMatchObject({ isUp: true, leader: world.leader()!.id });
    expectPass(world);
  });

  test("all of them crash at once, and come back for their time's end", () => {
    const world = begin();
    world.crashAll({ forMs: 300 });
    expect(world.nodes().map(({ isUp }) => isUp)).toEqual([false, false, false, false, false]);
    expect(() => world.crash("anyone")).toThrow("every node is down");
    world.run({ forMs: 2_000 });
    expect(world.leader()).toBeDefined();
    expectPass(world);
  });

  test.each(["send", "write", "vote"] as const)("a crash at the next %s waits for it", (moment) => {
    const world = begin(10);
    const victim = follower(world);
    world.crashAfter(victim, moment, { forMs: 100 });
    expect(world.node(victim).isUp).toBe(true);
    if (moment === "vote") world.crash("leader");
    let sawItDown = false;
    for (let ms = 0; ms < 2_000; ms += 10) {
      world.run({ forMs: 10 });
      sawItDown ||= !world.node(victim).isUp;
    }
    expect(sawItDown).toBe(true);
    expect(clusterOf(world).endCounters.crashesAtMoments).toBe(1);
    expect(world.node(victim).isUp).toBe(true);
    expectPass(world);
  });

  test("a slow node takes so long for every event that it falls behind, until its time is over", () => {
    const world = begin(20);
    const slow = follower(world);
    world.slowNode(slow, 500, { forMs: 5_000 });
    world.run({ forMs: 5_000 });
    expect(world.node(slow).commitIndex).toBeLessThan(world.leader()!.commitIndex - 20);
    world.run({ forMs: 2_000 });
    expect(world.node(slow).commitIndex).toBeGreaterThan(world.leader()!.commitIndex - 5);
    expectPass(world);
  });
});

describe("disks", () => {
  test("slow ones make commands take as long", () => {
    const world = begin();
    for (const { id } of world.nodes()) world.slowDisk(id, [200, 210], { forMs: 1_000 });
    const put = world.submit({ kind: "put", key: "k", value: "v" });
    world.run({ forMs: 199 });
    expect(put.outcome).toBe("open");
    world.run({ forMs: 301 });
    expect(put.outcome).toBe("applied");
    world.run({ forMs: 1_000 });
    const fast = world.submit();
    world.run({ forMs: 50 });
    expect(fast.outcome).toBe("applied");
    expectPass(world);
  });

  test.each(["failSync", "fillDisk"] as const)("%s ends the node with its next write, for a time", (verb) => {
    const world = begin(20);
    const victim = follower(world);
    expect(world[verb](victim, { forMs: 1_000 })).toBe(victim);
    world.run({ forMs: 500 });
    expect(world.node(victim).isUp).toBe(false);
    world.run({ forMs: 1_500 });
    expect(world.node(victim).isUp).toBe(true);
    expectPass(world);
  });

  test("damage is found at the next boot, for good, and can be borne by less than half of the nodes", () => {
    const world = begin(20);
    for (const node of [1, 2]) {
      world.damageDisk(node);
      if (world.node(node).isUp) world.crash(node, { forMs: 100 });
    }
    expect(() => world.damageDisk(3)).toThrow(
      "node 3 is spared: more than half of the disks must stay sound, and 3 are",
    );
    world.run({ forMs: 2_000 });
    expect(world.node(1).isUp).toBe(false);
    expect(() => world.restart(1)).toThrow("node 1 cannot restart: its disk is damaged");
    expectPass(world);
    expect(world.nodes().filter(({ isUp }) => isUp)).toHaveLength(3);
  });
});

describe("clocks", () => {
  test("jump, forward and back, and stand still when they go back", () => {
    const world = begin();
    const shownMs = (node: number) => clusterOf(world).localTimeUs(node) / 1_000;
    world.jumpClock(2, 500);
    world.jumpClock(3, -500);
    expect([shownMs(2), shownMs(3)]).toEqual([1_500, 1_000]);
    world.run({ forMs: 400 });
    expect([shownMs(2), shownMs(3)]).toEqual([1_900, 1_000]);
    world.run({ forMs: 200 });
    expect(shownMs(3)).toBe(1_100);
    expectPass(world);
  });

  test.each([
    ["80%", 800],
    ["x2", 2_000],
  ])("run at %s of the world's rate", (rate, expectedMs) => {
    const world = begin();
    world.setClockRate(4, rate);
    const before = clusterOf(world).localTimeUs(4);
    world.run({ forMs: 1_000 });
    expect(clusterOf(world).localTimeUs(4) - before).toBe(expectedMs * 1_000);
    expectPass(world);
  });
});

describe("liars", () => {
  test("silence is survived, and ends when it is said", () => {
    const world = begin(20);
    for (const liars of [[1, 5], [4], [2, 3]]) {
      world.lie(liars, ["silent-drop"]);
      expect(world.nodes().flatMap(({ id }) => (liesOf(world, id).length > 0 ? id : []))).toEqual(liars);
    }
    world.run({ forMs: 3_000 });
    const told = clusterOf(world).tallies.get("silent-drop") ?? 0;
    expect(told).toBeGreaterThan(0);
    world.lie([], []);
    world.run({ forMs: 3_000 });
    expect(clusterOf(world).tallies.get("silent-drop")).toBe(told);
    const result = world.finish();
    expect(result.lies).toEqual(["silent-drop"]);
    expect(describeViolations(result)).toBe("");
  });

  test.each(["safety", "promises"] as const)("a false leader is judged by what is expected: %s", (expects) => {
    const world = simulate({ seed: "a false leader", expects, commandsPerSecond: 50 });
    world.run({ untilMs: 1_000 });
    world.lie(follower(world), ["fake-leader"]);
    world.run({ forMs: 5_000 });
    const { fallen, verdict, violations } = world.finish();
    expect(verdict).toBe(expects === "safety" ? "fail" : "pass");
    expect(expects === "safety" ? violations : fallen).not.toEqual([]);
  });
});

describe("what cannot be is refused in one line", () => {
  const world = begin();
  world.crash(4);

  test.each<[string, (world: World) => unknown, string]>([
    ["node 6", (world) => world.crash(6), "a node takes a whole number from 1 to 5, not 6"],
    ["a node that is down", (world) => world.crash(4), "node 4 is down"],
    ["a node that is up", (world) => world.restart(3), "node 3 is up"],
    ["no role", (world) => world.pause("boss" as "leader", 5), "an aim that is no node's number takes one of"],
    ["a slip", (world) => world.pause("laeder" as "leader", 5), "(did you mean leader?), not 'laeder'"],
    ["a pause for ever", (world) => world.pause(1, Number.POSITIVE_INFINITY), "forMs takes milliseconds"],
    ["time that goes back", (world) => world.crash(1, { forMs: -1 }), "forMs takes milliseconds from 0.001"],
    ["everybody", (world) => world.partition([1, 2, 3, 4, 5]), "a partition needs nodes on both sides: 5 of 5 named"],
    ["nobody", (world) => world.partition([]), "a partition needs nodes on both sides: 0 of 5 named"],
    ["a node twice", (world) => world.partition([1, 1]), "a group of nodes takes each node once, not [ 1, 1 ]"],
    ["itself", (world) => world.clog(1, 1, 5), "a group of nodes takes each node once, not [ 1, 1 ]"],
    ["a shape", (world) => world.shape("star" as "ring"), "a shape takes one of halves, one-way, bridge"],
    [
      "a moment",
      (world) => world.crashAfter(1, "boot" as "send"),
      "a moment takes one of send, write, vote, not 'boot'",
    ],
    [
      "a bare share",
      (world) => world.network({ drop: "1.5" }),
      'network.drop: a share from 0% to 100%, such as 15%, not "1.5"',
    ],
    ["a key", (world) => world.network({ lose: "1%" } as object), 'network: there is no key "lose" here'],
    ["a rate", (world) => world.setClockRate(1, "fast"), "setClockRate takes a rate from 0.1% to 1000%"],
    [
      "a jump",
      (world) => world.jumpClock(1, "5" as unknown as number),
      "a jump in either direction takes milliseconds",
    ],
    ["a lie", (world) => world.lie(1, ["white" as "silent-drop"]), "a lie takes one of equivocate, lie-votes"],
    ["no lies", (world) => world.lie(1, []), "liars need lies: equivocate"],
    ["a lie alone", (world) => world.lie(1, "equivocate" as never), "lie takes a list of equivocate"],
  ])("%s", (_, place, message) => {
    const before = clusterOf(world).eventCount;
    expect(() => place(world)).toThrow(expect.objectContaining({ name: "SimulationError" }));
    expect(() => place(world)).toThrow(message);
    expect(clusterOf(world).eventCount).toBe(before);
  });

  test("a leader where there is none", () => {
    const leaderless = simulate();
    expect(() => leaderless.crash("leader")).toThrow("nobody leads now");
    expect(leaderless.crash("anyone")).toBeGreaterThan(0);
  });

  test("what a scenario has no room for", () => {
    const world = simulate({ scenario: "none", nodes: 3 });
    world.run({ untilMs: 1_000 });
    world.crash(1);
    expect(() => world.crash(2)).toThrow("node 2 is spared: the scenario's budget keeps a majority running");
    expect(() => world.lie(2, ["equivocate"])).toThrow("the nodes of this scenario cannot lie: it has no liars");
    expect(describeViolations(world.finish())).toBe("");
  });
});
