import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { MembershipStep } from "../../../../src/raft/index.ts";
import { DEFAULT_OPTIONS } from "../../../../src/server/main/node-options.ts";
import { SILENT_LISTENER } from "../../../../src/server/node/silent-listener.ts";
import { PATIENCE_MS, TestCluster, until } from "./cluster.ts";

/** On a machine that is busy with other tests, leaders must not be lost for it. */
const PATIENT = { electionTimeoutMs: 1_500 };

const change = (...steps: MembershipStep[]) => ({ kind: "change", steps, transition: "auto" }) as const;

test("a server joins as learner, is promoted, and goes on when those that founded the cluster leave", async () => {
  const cluster = await TestCluster.of([1, 2, 3, 4], PATIENT);
  await Promise.all([1, 2, 3].map((id) => cluster.start(id, { peers: peersOf(cluster, [1, 2, 3], id) })));
  await cluster.put("a", "1");
  await cluster.start(4, { joins: true, peers: peersOf(cluster, [1], 4) });
  const { node } = await cluster.leader();
  expect(await node.announce(4, cluster.addressOf(4), PATIENCE_MS)).toMatchObject({ outcome: "applied" });
  const joined = await node.changeMembership(change({ kind: "add-learner", node: 4 }), PATIENCE_MS);
  expect(joined.outcome).toBe("committed");
  expect(await cluster.get(4, "a")).toBe("1");
  const promoted = await node.changeMembership(change({ kind: "add-voter", node: 4 }), PATIENCE_MS);
  expect(promoted.outcome).toBe("committed");
  // Whoever is in the cluster knows where the others are, also where they were never named to it.
  const follower = cluster.servers.get([1, 2, 3].find((id) => id !== node.id)!)!.node;
  await until("the new address", () => follower.status().addresses.get(4)?.api || undefined);
  expect(follower.status().addresses.get(4)).toEqual(cluster.addressOf(4));
  await until("a quorum with the new server", async () => {
    const leader = (await cluster.leader()).node;
    const other = [1, 2, 3].find((id) => id !== leader.id && cluster.servers.has(id))!;
    const removed = await leader.changeMembership(change({ kind: "remove", node: other }), PATIENCE_MS);
    if (removed.outcome !== "committed") return undefined;
    await cluster.stopServer(other);
    return true;
  });
  await cluster.put("b", "2");
  expect(await cluster.get(4, "b")).toBe("2");
});

test("a leader that removes itself leads to the end of it, and the others elect one", async () => {
  const cluster = await TestCluster.started([1, 2, 3], PATIENT);
  await cluster.put("a", "1");
  const { node } = await cluster.leader();
  const removed = await node.changeMembership(change({ kind: "remove", node: node.id }), PATIENCE_MS);
  expect(removed.outcome).toBe("committed");
  await cluster.stopServer(node.id);
  await cluster.put("b", "2");
  const { raft } = (await cluster.leader()).node.status();
  expect(raft.configuration.voters).toEqual([1, 2, 3].filter((id) => id !== node.id));
});

test("a change that cannot be is refused with its reason", async () => {
  const cluster = await TestCluster.started([1]);
  const { node } = await cluster.leader();
  const refused = { outcome: "refused", reason: "unknown-node", leader: 1 };
  expect(await node.changeMembership(change({ kind: "remove", node: 5 }), PATIENCE_MS)).toEqual(refused);
  expect(await node.changeMembership({ kind: "leave" }, PATIENCE_MS)).toMatchObject({ reason: "not-joint" });
});

test("a server that left is forgotten by the transport after a while", async () => {
  const cluster = await TestCluster.started([1, 2, 3], { electionTimeoutMs: 500, heartbeatIntervalMs: 20, leaseMs: 0 });
  const { node } = await cluster.leader();
  const leaver = [1, 2, 3].find((id) => id !== node.id)!;
  const removed = await node.changeMembership(change({ kind: "remove", node: leaver }), PATIENCE_MS);
  expect(removed.outcome).toBe("committed");
  expect(node.status().addresses.has(leaver)).toBe(true);
  await until("it to be forgotten", () => !node.status().addresses.has(leaver) || undefined);
  expect([...node.status().addresses.keys()].sort()).toEqual([1, 2, 3].filter((id) => id !== leaver));
});

test("a server that does not answer is not caught up, and cannot take the only vote's quorum away", async () => {
  const cluster = await TestCluster.of([1, 2]);
  await cluster.start(1, { peers: new Map() });
  await cluster.put("a", "1");
  const { node } = await cluster.leader();
  await node.announce(2, cluster.addressOf(2), PATIENCE_MS);
  const joined = await node.changeMembership(change({ kind: "add-learner", node: 2 }), PATIENCE_MS);
  expect(joined.outcome).toBe("committed");
  expect(await node.catchUp(2, 100)).toEqual({ outcome: "refused", reason: "not-caught-up", leader: 1 });
  const lost = { outcome: "refused", reason: "quorum-would-be-lost", leader: 1 };
  expect(await node.changeMembership(change({ kind: "add-voter", node: 2 }), PATIENCE_MS)).toEqual(lost);
  await cluster.start(2, { joins: true, peers: peersOf(cluster, [1], 2) });
  expect(await node.catchUp(2, PATIENCE_MS)).toEqual({ outcome: "caught-up" });
  // That it had the whole log once is not enough.
  await cluster.stopServer(2);
  await sleep(2 * DEFAULT_OPTIONS.electionTimeoutMs);
  expect(await node.catchUp(2, 100)).toMatchObject({ reason: "not-caught-up" });
  await cluster.start(2, { joins: true, peers: peersOf(cluster, [1], 2) });
  expect(await node.catchUp(2, PATIENCE_MS)).toEqual({ outcome: "caught-up" });
  const promoted = await node.changeMembership(change({ kind: "add-voter", node: 2 }), PATIENCE_MS);
  expect(promoted.outcome).toBe("committed");
});

test("a voter that answers is not removed where those who are left could decide nothing", async () => {
  const cluster = await TestCluster.started([1, 2, 3]);
  await cluster.put("a", "1");
  const { node } = await cluster.leader();
  const [down, up] = [1, 2, 3].filter((id) => id !== node.id) as [number, number];
  await cluster.stopServer(down);
  const lost = { outcome: "refused", reason: "quorum-would-be-lost", leader: node.id };
  // Longer than the election timeout: whoever was stopped has been silent for that long.
  await sleep(2 * DEFAULT_OPTIONS.electionTimeoutMs);
  expect(await node.changeMembership(change({ kind: "remove", node: up }), PATIENCE_MS)).toEqual(lost);
  await until("the other one to be removed", async () => {
    const removed = await node.changeMembership(change({ kind: "remove", node: down }), PATIENCE_MS);
    return removed.outcome === "committed" || undefined;
  });
});

test("a server knows that it was removed, also after a restart", async () => {
  const cluster = await TestCluster.of([1, 2, 3], PATIENT);
  const told: [id: number, isMember: boolean][] = [];
  const listeners = (id: number) => [
    { ...SILENT_LISTENER, membershipChanged: (isMember: boolean) => void told.push([id, isMember]) },
  ];
  await Promise.all([1, 2, 3].map((id) => cluster.start(id, {}, { listeners: listeners(id) })));
  await cluster.put("a", "1");
  const { node } = await cluster.leader();
  const other = [1, 2, 3].find((id) => id !== node.id)!;
  const leaver = cluster.servers.get(other)!.node;
  expect(leaver.isMember).toBe(true);
  await node.changeMembership(change({ kind: "remove", node: other }), PATIENCE_MS);
  await until("it to know", () => !leaver.isMember || undefined);
  expect(told).toEqual([[other, false]]);
  expect(node.isMember).toBe(true);
  await cluster.stopServer(other);
  expect((await cluster.start(other)).node.isMember).toBe(false);
});

function peersOf(cluster: TestCluster, ids: readonly number[], self: number) {
  return new Map(ids.filter((id) => id !== self).map((id) => [id, cluster.addressOf(id)]));
}
