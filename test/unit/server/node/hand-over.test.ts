import { expect, test } from "vitest";
import { createOneShot } from "../../../../src/machine/index.ts";
import { PATIENCE_MS, TestCluster } from "./cluster.ts";

/** On a machine that is busy with other tests, leaders must not be lost for it. */
const PATIENT = { electionTimeoutMs: 1_500 };

test("a leader that is stopped hands over, and what it acknowledged is read at once", async () => {
  const cluster = await TestCluster.started([1, 2, 3], PATIENT);
  await cluster.put("a", "1");
  const { node } = await cluster.leader();
  await cluster.stopServer(node.id);
  // Nobody has to time out: when it has ended, another leads.
  const others = [...cluster.servers.values()].map((server) => server.node);
  expect(others.filter((other) => other.status().raft.role === "leader")).toHaveLength(1);
  expect(await cluster.get(others[0]!.id, "a")).toBe("1");
});

test("leadership goes to the server that is named, and the answer says so", async () => {
  const cluster = await TestCluster.started([1, 2, 3], PATIENT);
  const { node } = await cluster.leader();
  const to = [1, 2, 3].find((id) => id !== node.id)!;
  expect(await node.transfer(to, PATIENCE_MS)).toEqual({ outcome: "deposed", leader: to });
  expect(await node.transfer(node.id, PATIENCE_MS)).toEqual({ outcome: "refused", reason: "not-leader", leader: to });
  const leader = await cluster.leader();
  expect(leader.node.id).toBe(to);
  expect(await leader.node.transfer(9, PATIENCE_MS)).toMatchObject({ outcome: "refused", reason: "unknown-node" });
});

test("a stopped node refuses everything, and a server that leads alone stops all the same", async () => {
  const cluster = await TestCluster.started([1]);
  const { node } = await cluster.leader();
  await cluster.stopServer(1);
  const refused = { outcome: "refused", reason: "stopped" };
  expect(await node.write(createOneShot({ kind: "put", key: "a", value: "1" }), 100)).toMatchObject(refused);
  expect(await node.read({ kind: "get", key: "a" }, "stale", 0, 100)).toMatchObject(refused);
  expect(await node.transfer(0, 100)).toMatchObject({ outcome: "unknown", reason: "stopped" });
});

test("a write behind a transfer is refused at once, to be tried elsewhere", async () => {
  const cluster = await TestCluster.started([1, 2, 3], PATIENT);
  const { node } = await cluster.leader();
  const handOver = node.transfer(0, PATIENCE_MS);
  // Behind the transfer in the same turn: it is refused, because the target has to catch up.
  const write = node.write(createOneShot({ kind: "put", key: "a", value: "1" }), PATIENCE_MS);
  expect(await write).toMatchObject({ outcome: "refused", reason: "transferring" });
  expect(await handOver).toMatchObject({ outcome: "deposed" });
});
