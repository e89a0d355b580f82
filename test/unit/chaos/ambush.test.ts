import { expect, test } from "vitest";
import { Ambush } from "../../../src/chaos/ambush.ts";
import { FOR_GOOD } from "../../../src/chaos/index.ts";
import { type Cluster, leadersOf, nodesUp, viewOf } from "../../../src/fuzz/cluster.ts";
import { RAFT_ROLES } from "../../../src/fuzz/roles.ts";
import { createCluster, passTime } from "../fuzz/small-cluster.ts";

const LOOK_US = 1_000;

const lay = (cluster: Cluster, delayUs: number): Ambush =>
  Ambush.lay(cluster, RAFT_ROLES, { kind: "ambush", delayUs, forUs: FOR_GOOD });

/** A cluster of five that has elected somebody. */
function withLeader(seed = "quiet"): { readonly cluster: Cluster; readonly leader: number } {
  const cluster = createCluster({ nodes: 5, seed });
  while (leadersOf(cluster).length === 0) passTime(cluster, LOOK_US);
  return { cluster, leader: leadersOf(cluster)[0]! };
}

/** Looks every millisecond, as the director does; the victim, or 0 if there is none by then. */
function waitForVictim(ambush: Ambush, cluster: Cluster, forUs: number): number {
  for (const endUs = cluster.nowUs + forUs; cluster.nowUs < endUs; passTime(cluster, LOOK_US)) {
    const victim = ambush.look(cluster, RAFT_ROLES);
    if (victim !== 0) return victim;
  }
  return 0;
}

test("lets the present leader be, however long it leads", () => {
  const { cluster, leader } = withLeader();
  expect(waitForVictim(lay(cluster, 5_000), cluster, 2_000_000)).toBe(0);
  expect(leadersOf(cluster)).toEqual([leader]);
});

test("lets a leader of old be that comes back from behind a cut", () => {
  const { cluster, leader } = withLeader();
  cluster.partition([leader]);
  while (leadersOf(cluster).every((id) => id === leader)) passTime(cluster, LOOK_US);
  const ambush = lay(cluster, 5_000);
  cluster.healAll();
  expect(waitForVictim(ambush, cluster, 1_000_000)).toBe(0);
});

test.each([0, 5_000, 50_000])("strikes the next leader %i microseconds after it was seen", (delayUs) => {
  const { cluster, leader } = withLeader();
  const { term } = viewOf(cluster, leader)!;
  const ambush = lay(cluster, delayUs);
  cluster.crash(leader);
  let seenAtUs = 0;
  let victim = 0;
  while (victim === 0) {
    passTime(cluster, LOOK_US);
    const [next] = leadersOf(cluster);
    if (next !== undefined && seenAtUs === 0) seenAtUs = cluster.nowUs;
    victim = ambush.look(cluster, RAFT_ROLES);
  }
  expect(leadersOf(cluster)).toEqual([victim]);
  expect(victim).not.toBe(leader);
  expect(viewOf(cluster, victim)!.term).toBeGreaterThan(term);
  expect(cluster.nowUs - seenAtUs).toBeGreaterThanOrEqual(delayUs);
  expect(cluster.nowUs - seenAtUs).toBeLessThanOrEqual(delayUs + 2 * LOOK_US);
});

test("sees who won, and leads still, at whole milliseconds since it was laid", () => {
  const { cluster, leader } = withLeader();
  passTime(cluster, 137);
  const ambush = lay(cluster, 0);
  const laidUs = cluster.nowUs;
  cluster.crash(leader);
  let wonUs = 0;
  const strikes = () => ambush.look(cluster, RAFT_ROLES) > 0;
  // With no delay it sees and strikes at one time, in two looks.
  while (!strikes() && !strikes()) {
    passTime(cluster, 50);
    if (wonUs === 0 && leadersOf(cluster).length > 0) wonUs = cluster.nowUs;
  }
  expect((cluster.nowUs - laidUs) % LOOK_US).toBe(0);
  expect(cluster.nowUs - wonUs).toBeLessThanOrEqual(LOOK_US);
});

test("looks for another when its victim is gone before the time", () => {
  const { cluster, leader } = withLeader();
  const ambush = lay(cluster, 50_000);
  cluster.crash(leader);
  const seen = (): boolean => leadersOf(cluster).length > 0;
  while (!seen()) {
    passTime(cluster, LOOK_US);
    expect(ambush.look(cluster, RAFT_ROLES)).toBe(0);
  }
  const [second] = leadersOf(cluster);
  passTime(cluster, LOOK_US);
  expect(ambush.look(cluster, RAFT_ROLES)).toBe(0);
  cluster.crash(second!);
  const victim = waitForVictim(ambush, cluster, 5_000_000);
  expect(nodesUp(cluster)).toContain(victim);
  expect([leader, second]).not.toContain(victim);
});

test("begins to wait anew when its victim was deposed and came back", () => {
  const DELAY_US = 3_000_000;
  let returned = 0;
  for (let seed = 0; seed < 30; seed++) {
    const { cluster, leader } = withLeader(`${seed}`);
    const ambush = lay(cluster, DELAY_US);
    cluster.crash(leader);
    while (leadersOf(cluster).length === 0) passTime(cluster, LOOK_US);
    passTime(cluster, LOOK_US);
    expect(ambush.look(cluster, RAFT_ROLES)).toBe(0);
    const [victim] = leadersOf(cluster);
    const { term } = viewOf(cluster, victim!)!;
    for (const id of nodesUp(cluster)) cluster.partition([id]);
    passTime(cluster, DELAY_US - 1_500_000);
    cluster.healAll();
    passTime(cluster, 1_500_000);
    if (leadersOf(cluster)[0] !== victim || viewOf(cluster, victim!)!.term === term) continue;
    returned++;
    expect(ambush.look(cluster, RAFT_ROLES)).toBe(0);
    passTime(cluster, DELAY_US);
    expect(ambush.look(cluster, RAFT_ROLES)).toBe(victim);
  }
  expect(returned).toBeGreaterThan(0);
});

test("waits the same in a fork, and what the fork sees is nothing to the original", () => {
  const { cluster, leader } = withLeader();
  const ambush = lay(cluster, 5_000);
  const [copy, copiedCluster] = [ambush.fork(), cluster.fork()];
  copiedCluster.crash(leader);
  const victim = waitForVictim(copy, copiedCluster, 5_000_000);
  expect(victim).not.toBe(0);
  expect(waitForVictim(ambush, cluster, 1_000_000)).toBe(0);
  const [again, againCluster] = [ambush.fork(), cluster.fork()];
  againCluster.crash(leader);
  expect(waitForVictim(again, againCluster, 5_000_000)).not.toBe(0);
});
