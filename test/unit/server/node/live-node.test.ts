import { expect, test, vi } from "vitest";
import { ANY_STALENESS_US, createOneShot, createRegistration, createRequest } from "../../../../src/machine/index.ts";
import { Listeners } from "../../../../src/server/node/listeners.ts";
import { PATIENCE_MS, TestCluster, until } from "./cluster.ts";

test.each(["tcp", "grpc"] as const)(
  "three servers over %s elect a leader, take writes, and all of them answer linearizable reads",
  async (transport) => {
    const cluster = await TestCluster.started([1, 2, 3], { transport });
    await cluster.put("a", "1");
    await cluster.put("b", "2");
    for (const id of [1, 2, 3]) {
      expect(await cluster.get(id, "a")).toBe("1");
      expect(await cluster.get(id, "b")).toBe("2");
      expect(await cluster.get(id, "c")).toBe(undefined);
    }
  },
);

test("what was acknowledged is there after all have been stopped and started again", async () => {
  const cluster = await TestCluster.started([1, 2, 3]);
  for (let count = 0; count < 20; count++) await cluster.put(`key-${count}`, `${count}`);
  await cluster.stop();
  await Promise.all([1, 2, 3].map((id) => cluster.start(id)));
  for (let count = 0; count < 20; count++) expect(await cluster.get(1, `key-${count}`)).toBe(`${count}`);
});

test("writes that come in one turn of the event loop are proposed together, synced together, and answered in order", async () => {
  const listener = new Listeners([]);
  const proposed = vi.spyOn(listener, "proposed");
  const synced = vi.spyOn(listener, "synced");
  const cluster = await TestCluster.of([1]);
  const { node } = await cluster.start(1, {}, { listeners: [listener] });
  const { index } = await cluster.put("a", "");
  proposed.mockClear();
  synced.mockClear();
  const writes = Array.from({ length: 50 }, (_, count) =>
    node.write(createOneShot({ kind: "append", key: "a", value: `${count},` }), PATIENCE_MS),
  );
  const outcomes = await Promise.all(writes);
  expect(outcomes.map((outcome) => outcome.outcome === "applied" && outcome.index)).toEqual(
    writes.map((_, count) => index + 1 + count),
  );
  expect(proposed).toHaveBeenCalledOnce();
  expect(proposed.mock.calls[0]![0]).toBe(50);
  expect(synced).toHaveBeenCalledOnce();
  expect(await cluster.get(1, "a")).toBe(writes.map((_, count) => `${count},`).join(""));
});

test("a follower refuses writes and names the leader, whose API address it learns from the log", async () => {
  const cluster = await TestCluster.of([1, 2, 3]);
  const peersOf = (self: number) =>
    [1, 2, 3].filter((id) => id !== self).map((id) => [id, { ...cluster.addressOf(id), api: "" }] as const);
  await Promise.all([1, 2, 3].map((id) => cluster.start(id, { peers: new Map(peersOf(id)) })));
  const leader = (await cluster.leader()).node.id;
  const follower = cluster.servers.get([1, 2, 3].find((id) => id !== leader)!)!.node;
  await until("the address", () => follower.addressOf(leader)?.api || undefined);
  expect(follower.addressOf(leader)).toEqual(cluster.addressOf(leader));
  const asked = createOneShot({ kind: "put", key: "a", value: "1" });
  expect(await follower.write(asked, PATIENCE_MS)).toEqual({ outcome: "refused", reason: "not-leader", leader });
});

test("sessions and idempotency keys make a write happen once", async () => {
  const cluster = await TestCluster.started([1]);
  const { node } = await cluster.leader();
  const registered = await node.write(createRegistration(7, 1), PATIENCE_MS);
  if (registered.outcome !== "registered") throw new Error(registered.outcome);
  const request = createRequest(7, registered.session, 1, { kind: "append", key: "a", value: "x" });
  const first = await node.write(request, PATIENCE_MS);
  expect(await node.write(request, PATIENCE_MS)).toEqual(first);
  const keyed = createOneShot({ kind: "append", key: "a", value: "y" }, "once");
  const second = await node.write(keyed, PATIENCE_MS);
  expect(await node.write(keyed, PATIENCE_MS)).toEqual(second);
  const other = createOneShot({ kind: "append", key: "a", value: "z" }, "once");
  expect(await node.write(other, PATIENCE_MS)).toEqual({ outcome: "idempotency-key-reused" });
  expect(await cluster.get(1, "a")).toBe("xy");
});

test("without a quorum a write ends as unknown, and a read is refused in time", async () => {
  // Long enough for the others to be stopped before it steps down.
  const cluster = await TestCluster.started([1, 2, 3], { electionTimeoutMs: 2_000 });
  await cluster.put("a", "1");
  const { node } = await cluster.leader();
  const others = [1, 2, 3].filter((id) => id !== node.id);
  await Promise.all(others.map((id) => cluster.stopServer(id)));
  const asked = createOneShot({ kind: "put", key: "a", value: "2" });
  const inTime = node.write(asked, 1);
  const inVain = node.write(asked, PATIENCE_MS);
  const read = node.read({ kind: "get", key: "a" }, "linearizable", 0, 1);
  // A process that stood still meanwhile finds first that it leads no more, and that is as true.
  expect(await inTime).toMatchObject({
    outcome: "unknown",
    reason: expect.stringMatching(/^timed-out$|^leadership-lost$/),
  });
  expect(await read).toMatchObject({
    outcome: "refused",
    reason: expect.stringMatching(/^timed-out$|^leader-changed$/),
  });
  // It finds that it hears from nobody, and steps down.
  expect(await inVain).toEqual({ outcome: "unknown", reason: "leadership-lost", leader: 0 });
  expect(await node.write(asked, PATIENCE_MS)).toMatchObject({ outcome: "refused", reason: "not-leader" });
  expect(await node.read({ kind: "get", key: "a" }, "stale", ANY_STALENESS_US, PATIENCE_MS)).toMatchObject({
    outcome: "read",
    result: { previous: "1" },
  });
});

test("more than may be uncommitted is refused, and nothing of it is lost that was taken", async () => {
  const cluster = await TestCluster.started([1], { maxUncommittedBytes: 2_000 });
  const { node } = await cluster.leader();
  const value = "x".repeat(150);
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_, count) =>
      node.write(createOneShot({ kind: "put", key: `key-${count}`, value }), PATIENCE_MS),
    ),
  );
  const refused = outcomes.filter(({ outcome }) => outcome === "refused");
  expect(refused.length).toBeGreaterThan(50);
  for (const outcome of refused) expect(outcome).toMatchObject({ reason: "too-much-uncommitted", leader: 1 });
  for (const [count, { outcome }] of outcomes.entries()) {
    expect(await cluster.get(1, `key-${count}`)).toBe(outcome === "applied" ? value : undefined);
  }
  const large = createOneShot({ kind: "put", key: "a", value: "x".repeat(3_000) });
  expect(await node.write(large, PATIENCE_MS)).toMatchObject({ outcome: "refused", reason: "proposal-too-large" });
});
