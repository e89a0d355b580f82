import { expect, onTestFinished, test } from "vitest";
import type { Result } from "../../../../src/machine/index.ts";
import { serverKey } from "../../../../src/server/node/address-book.ts";
import { Relay } from "../transport/relay.ts";
import { PATIENCE_MS, TestCluster, until } from "./cluster.ts";

const ALL = [1, 2, 3];

/** What the cluster has agreed on, as far as this server has applied it. */
async function agreedAt(cluster: TestCluster, id: number, of: number): Promise<unknown> {
  const command = { kind: "get", key: serverKey(of) } as const;
  const outcome = await cluster.servers.get(id)!.node.read(command, "stale", 3_600_000_000, PATIENCE_MS);
  const text = outcome.outcome === "read" ? (outcome.result as Result).previous : undefined;
  return text === undefined ? undefined : JSON.parse(text);
}

/** Every server knows where each is found, and so does whoever asks it for the leader; and so will all that start again. */
async function everybodyKnows(cluster: TestCluster): Promise<void> {
  for (const [id, { node }] of cluster.servers) {
    for (const of of ALL) {
      const right = JSON.stringify(cluster.addressOf(of));
      await until(`server ${id} to find server ${of}`, () => JSON.stringify(node.addressOf(of)) === right || undefined);
      await until(`server ${id} to know server ${of}`, async () => {
        return JSON.stringify(await agreedAt(cluster, id, of)) === right || undefined;
      });
    }
  }
}

/** A cluster of which every server has all addresses in its snapshot, and nothing of them in its log. */
async function settled(): Promise<TestCluster> {
  const cluster = await TestCluster.started(ALL, { keptEntries: 0 });
  await cluster.put("a", "1");
  await everybodyKnows(cluster);
  for (const { node } of cluster.servers.values()) expect((await node.takeSnapshot(PATIENCE_MS)).outcome).toBe("saved");
  return cluster;
}

test("a cluster of which all servers move elects a leader, and everybody finds it", async () => {
  const cluster = await settled();
  await cluster.stop();
  await cluster.move(...ALL);
  await Promise.all(ALL.map((id) => cluster.start(id)));
  for (const id of ALL) {
    expect(cluster.servers.get(id)!.node.status().addresses.get(id)).toEqual(cluster.addressOf(id));
  }
  await cluster.put("b", "2");
  for (const id of ALL) expect(await cluster.get(id, "a")).toBe("1");
  await everybodyKnows(cluster);
});

test.each(["leader", "follower"])("a %s that moves alone is found by those that were not told", async (role) => {
  const cluster = await settled();
  const leader = (await cluster.leader()).node.id;
  const mover = role === "leader" ? leader : ALL.find((id) => id !== leader)!;
  const [stayer, old] = [ALL.find((id) => id !== mover)!, cluster.addressOf(mover)];
  await cluster.stopServer(mover);
  await cluster.move(mover);
  await cluster.start(mover);
  await everybodyKnows(cluster);
  // Somebody who is told the old address as before, and with whom the one that moved makes a quorum.
  const others = ALL.filter((id) => id !== mover);
  await Promise.all(others.map((id) => cluster.stopServer(id)));
  const peers = new Map(
    ALL.filter((id) => id !== stayer).map((id) => [id, id === mover ? old : cluster.addressOf(id)]),
  );
  await cluster.start(stayer, { peers });
  await cluster.put("b", "2");
});

test("two servers that swap their addresses are told apart, also by the one that was not told", async () => {
  const cluster = await settled();
  await Promise.all([2, 3].map((id) => cluster.stopServer(id)));
  cluster.swap(2, 3);
  await Promise.all([2, 3].map((id) => cluster.start(id)));
  await cluster.put("b", "2");
  for (const id of ALL) expect(await cluster.get(id, "b")).toBe("2");
  await everybodyKnows(cluster);
});

test("what is agreed on wrongly is put right by the leader, of itself and of those that it is connected with", async () => {
  const cluster = await settled();
  const { node } = await cluster.leader();
  const wrong = { transport: "127.0.0.1:1", api: "127.0.0.1:2" };
  for (const id of ALL) expect(await node.announce(id, wrong, PATIENCE_MS)).toMatchObject({ outcome: "applied" });
  await everybodyKnows(cluster);
});

test("where something stands between, nobody goes past it, although all say where they are found", async () => {
  const cluster = await TestCluster.of([1, 2]);
  const relays = await Promise.all([1, 2].map((id) => Relay.before(cluster.addressOf(id).transport)));
  for (const relay of relays) onTestFinished(() => relay.close());
  for (const [id, other] of [
    [1, 2],
    [2, 1],
  ] as const) {
    const address = { transport: relays[other - 1]!.address, api: "" };
    await cluster.start(id, { pinsPeers: true, peers: new Map([[other, address]]) });
  }
  await cluster.put("a", "1");
  for (const [id, other] of [
    [1, 2],
    [2, 1],
  ] as const) {
    const right = { transport: relays[other - 1]!.address, api: cluster.addressOf(other).api };
    expect(cluster.servers.get(id)!.node.addressOf(other)).toEqual(right);
  }
  await until("the addresses to be agreed on", async () => {
    return ((await agreedAt(cluster, 1, 1)) && (await agreedAt(cluster, 1, 2)) && true) || undefined;
  });
  await Promise.all(relays.map((relay) => relay.close()));
  const { node } = await cluster.leader();
  await until("the leader to be alone", () => node.status().raft.role !== "leader" || undefined);
});
