import { expect, test } from "vitest";
import { createOneShot } from "../../../../src/machine/index.ts";
import { PATIENCE_MS, TestCluster, until } from "./cluster.ts";

const SMALL = { snapshotEntries: 100, keptEntries: 10, segmentBytes: 4_096 };

async function fill(cluster: TestCluster, from: number, to: number): Promise<void> {
  const value = "x".repeat(2_000);
  for (let start = from; start < to; start += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, count) => cluster.put(`key-${start + count}`, value)));
  }
}

test("a follower that was away for longer than the log goes back is sent a snapshot, and goes on from it", async () => {
  const cluster = await TestCluster.started([1, 2, 3], SMALL);
  const { node } = await cluster.leader();
  const away = [1, 2, 3].find((id) => id !== node.id)!;
  await cluster.stopServer(away);
  await fill(cluster, 0, 500);
  const returned = (await cluster.start(away)).node;
  expect(await cluster.get(away, "key-499")).toHaveLength(2_000);
  expect(await cluster.get(away, "key-0")).toHaveLength(2_000);
  await until("both to hold the same", () => returned.status().keys === node.status().keys || undefined);
  expect(returned.status().raft.baseIndex).toBeGreaterThan(300);
  // It restarts from what it was sent.
  await cluster.stopServer(away);
  await cluster.start(away);
  expect(await cluster.get(away, "key-250")).toHaveLength(2_000);
});

test("a restart goes on from the snapshot and the log behind it, of which the old part is gone", async () => {
  const cluster = await TestCluster.started([1], SMALL);
  await fill(cluster, 0, 400);
  const { node } = await cluster.leader();
  // What is not needed any more is removed batch by batch, as is a snapshot that gave way to another.
  const { keys } = await until("the old part of the log to be gone", () => {
    const { raft, storage, ...others } = node.status();
    const isCut = raft.baseIndex > 300 && storage.snapshotIndex === raft.snapshotIndex;
    return isCut && storage.bytes < 3 * 400 * 2_000 ? others : undefined;
  });
  await cluster.stop();
  const again = (await cluster.start(1)).node;
  expect(await cluster.get(1, "key-7")).toHaveLength(2_000);
  expect(again.status().keys).toBe(keys);
});

test("a snapshot is taken when somebody asks, and not if there is nothing new", async () => {
  const cluster = await TestCluster.started([1]);
  await cluster.put("a", "1");
  const { node } = await cluster.leader();
  const saved = await node.takeSnapshot(PATIENCE_MS);
  expect(saved.outcome).toBe("saved");
  expect(node.status().raft.snapshotIndex).toBe(node.status().raft.appliedIndex);
  expect((await node.takeSnapshot(PATIENCE_MS)).outcome).toBe("nothing-new");
});

test("a large machine is saved while the node goes on answering", async () => {
  const cluster = await TestCluster.started([1]);
  const { node } = await cluster.leader();
  const value = "x".repeat(20_000);
  for (let count = 0; count < 400; count += 100) {
    const writes = Array.from({ length: 100 }, (_, place) =>
      node.write(createOneShot({ kind: "put", key: `key-${count + place}`, value }), PATIENCE_MS),
    );
    await Promise.all(writes);
  }
  let isSaved = false;
  const saving = node.takeSnapshot(PATIENCE_MS).finally(() => {
    isSaved = true;
  });
  let answered = 0;
  while (!isSaved) {
    await node.write(createOneShot({ kind: "put", key: "meanwhile", value: `${answered}` }), PATIENCE_MS);
    answered++;
  }
  expect((await saving).outcome).toBe("saved");
  // Eight megabytes are thirty slices, and each has a batch of its own.
  expect(answered).toBeGreaterThan(10);
});
