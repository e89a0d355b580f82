import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeNode } from "./fake-node.ts";
import { RunningApi } from "./running-api.ts";

let api: RunningApi;
beforeEach(async () => {
  api = await RunningApi.start();
});
afterEach(() => api.close());

const NEW_NODE = { id: 4, transport: "10.0.0.4:8001", api: "10.0.0.4:9001" };

test("the status in short, and in full", async () => {
  api.node.addresses.set(1, { transport: "h:1", api: "h:2" });
  const short = { id: 1, role: "leader", term: 3, leader: { id: 1, api: "h:2" }, commitIndex: 0, keys: 1 };
  expect(await api.ask("GET", "/client/status")).toMatchObject({ status: 200, body: short });
  const { status, body } = await api.ask("GET", "/admin/status");
  expect(status).toBe(200);
  expect(body).toMatchObject({ ...short, voters: [1, 2], learners: [3], storage: { bytes: 100 }, failure: null });
  expect(body.transport.refused).toEqual({ damaged: 8 });
  expect(body.uptimeMs).toBeGreaterThanOrEqual(5_000);
});

test("the leader is told, or that there is none", async () => {
  expect((await api.ask("GET", "/client/leader")).body).toEqual({ leader: { id: 1, api: null } });
  api.node.leader = 0;
  expect(await api.ask("GET", "/client/leader")).toMatchObject({ status: 503, body: { error: { code: "no-leader" } } });
});

test("the members are listed with what the leader knows of their lag", async () => {
  await api.ask("PUT", "/kv/a", { body: { value: "" } });
  api.node.addresses.set(2, { transport: "h:1", api: "h:2" });
  const { body } = await api.ask("GET", "/admin/nodes");
  expect(body.nodes).toEqual([
    { id: 1, role: "voter", isLeader: true, transport: null, api: null, lag: 0 },
    { id: 2, role: "voter", isLeader: false, transport: "h:1", api: "h:2", lag: 0 },
    { id: 3, role: "learner", isLeader: false, transport: null, api: null, lag: null },
  ]);
  api.node.follow(2);
  const lags = (await api.ask("GET", "/admin/nodes")).body.nodes.map(({ lag }: { lag: number | null }) => lag);
  expect(lags).toEqual([null, null, null]);
});

test("a node is added after all were told where it is", async () => {
  const added = await api.ask("POST", "/admin/nodes", { body: { ...NEW_NODE, role: "learner" } });
  expect(added).toMatchObject({ status: 200, body: { id: 4, index: 12 } });
  expect(api.node.addresses.get(4)).toEqual({ transport: "10.0.0.4:8001", api: "10.0.0.4:9001" });
  await api.ask("POST", "/admin/nodes", { body: { ...NEW_NODE, role: "voter" } });
  await api.ask("POST", "/admin/nodes/3/promote");
  await api.ask("DELETE", "/admin/nodes/2");
  expect(api.node.changes).toEqual(
    (
      [
        ["add-learner", 4],
        ["add-learner", 4],
        ["add-voter", 4],
        ["add-voter", 3],
        ["remove", 2],
      ] as const
    ).map(([kind, node]) => ({ kind: "change", steps: [{ kind, node }], transition: "auto" })),
  );
});

test("who has not caught up gets no vote, and stays a learner", async () => {
  api.node.catchUpOutcome = { outcome: "refused", reason: "not-caught-up", leader: 1 };
  const refused = { status: 409, body: { error: { code: "not-caught-up" } } };
  expect(await api.ask("POST", "/admin/nodes", { body: { ...NEW_NODE, role: "voter" } })).toMatchObject(refused);
  expect(await api.ask("POST", "/admin/nodes/3/promote")).toMatchObject(refused);
  const steps = [{ kind: "add-learner", node: 4 }];
  expect(api.node.changes).toEqual([{ kind: "change", steps, transition: "auto" }]);
});

test.each([
  ["a member that is there already", { id: 2, role: "voter" }, "nothing-to-change", "h2:1"],
  ["a member at another address", { id: 2, role: "voter" }, "address-differs", "h9:1"],
  ["a promotion at another address", { id: 3, role: "voter" }, "address-differs", "h9:1"],
  ["another member's transport", { id: 4, role: "learner" }, "address-in-use", "h2:1"],
  ["another member's API", { id: 4, role: "learner" }, "address-in-use", "h2:2"],
])("%s is refused before any address is announced", async (_name, node, code, transport) => {
  api.node.addresses.set(2, { transport: "h2:1", api: "h2:2" });
  api.node.addresses.set(3, { transport: "h3:1", api: "h3:2" });
  const before = new Map(api.node.addresses);
  const answer = await api.ask("POST", "/admin/nodes", { body: { ...node, transport, api: "h2:2" } });
  expect(answer).toMatchObject({ status: 409, body: { error: { code } } });
  expect(api.node.addresses).toEqual(before);
  expect(api.node.changes).toEqual([]);
});

test("a follower lets the leader judge of a new member", async () => {
  api.node.follow(2);
  api.node.addresses.set(2, { transport: "h2:1", api: "h2:2" });
  const answer = await api.ask("POST", "/admin/nodes", {
    body: { id: 2, transport: "h9:1", api: "h9:2", role: "voter" },
  });
  expect(answer.status).toBe(307);
});

test("a stranger cannot be promoted", async () => {
  expect(await api.ask("POST", "/admin/nodes/9/promote")).toMatchObject({
    status: 404,
    body: { error: { code: "unknown-node" } },
  });
  expect(api.node.changes).toEqual([]);
});

test.each([
  [{ ...NEW_NODE, role: "king" }, "body.role"],
  [{ ...NEW_NODE, role: "voter", id: 0 }, "body.id"],
  [{ ...NEW_NODE, role: "voter", api: "10.0.0.4" }, "body.api"],
  [{ ...NEW_NODE, role: "voter", api: "10.0.0.4:0" }, "body.api"],
  [{ ...NEW_NODE, role: "voter", transport: "h:70000" }, "body.transport"],
  [{ ...NEW_NODE, role: "voter", transport: "0.0.0.0:8001" }, "body.transport"],
  [{ ...NEW_NODE, role: "voter", api: "[::]:9001" }, "body.api"],
  [{ id: 4, role: "voter", api: "h:1" }, "body.transport"],
])("adding %j is refused with the field", async (body, field) => {
  const answer = await api.ask("POST", "/admin/nodes", { body });
  expect(answer).toMatchObject({ status: 400, body: { error: { field } } });
  expect(api.node.changes).toEqual([]);
});

test.each([
  ["change-under-way", 409],
  ["no-voter-left", 409],
  ["nothing-to-change", 409],
  ["unknown-node", 404],
  ["nothing-committed-in-term", 503],
] as const)("a change that is refused with %s is answered with %i", async (reason, status) => {
  api.node.changeOutcome = { outcome: "refused", reason, leader: 1 };
  const answer = await api.ask("DELETE", "/admin/nodes/2");
  expect(answer).toMatchObject({ status, body: { error: { code: reason } } });
});

test("leadership is handed over", async () => {
  api.node.transferOutcome = { outcome: "deposed", leader: 2 };
  const done = await api.ask("POST", "/admin/transfer", { body: { to: 2 } });
  expect(done).toMatchObject({ status: 200, body: { leader: { id: 2, api: null } } });
  api.node.transferOutcome = { outcome: "timed-out", leader: 1 };
  const late = await api.ask("POST", "/admin/transfer");
  expect(late).toMatchObject({ status: 409, body: { error: { code: "transfer-failed" } } });
  api.node.transferOutcome = { outcome: "refused", reason: "not-a-voter", leader: 1 };
  const learner = await api.ask("POST", "/admin/transfer", { body: { to: 3 } });
  expect(learner).toMatchObject({ status: 409, body: { error: { code: "not-a-voter" } } });
  expect((await api.ask("POST", "/admin/transfer", { body: { too: 3 } })).status).toBe(400);
});

test("a snapshot is saved on demand", async () => {
  expect((await api.ask("POST", "/admin/snapshot")).body).toEqual({ index: 7, isNew: true });
  api.node.snapshotOutcome = { outcome: "nothing-new", index: 7 };
  expect((await api.ask("POST", "/admin/snapshot")).body).toEqual({ index: 7, isNew: false });
  api.node.snapshotOutcome = { outcome: "unknown", reason: "timed-out", leader: 1 };
  expect((await api.ask("POST", "/admin/snapshot")).status).toBe(504);
});

test("a reload tells what has changed, or all that is wrong", async () => {
  expect(await api.ask("POST", "/admin/reload")).toMatchObject({
    status: 409,
    body: { error: { code: "nothing-to-reload" } },
  });
  const outcomes = [
    { outcome: "reloaded", changed: ["log.level"] },
    { outcome: "refused", problems: ["raft.yaml:3:1: one", "raft.yaml:4:1: two"] },
  ] as const;
  const left = [...outcomes];
  const other = await RunningApi.start(new FakeNode(), {}, { reload: async () => left.shift()! });
  expect((await other.ask("POST", "/admin/reload")).body).toEqual({ changed: ["log.level"] });
  const refused = await other.ask("POST", "/admin/reload");
  expect(refused).toMatchObject({ status: 409, body: { error: { problems: outcomes[1].problems } } });
  await other.close();
});

test("a node that is no member says so, in place of there being no leader", async () => {
  expect((await api.ask("GET", "/client/status")).body.isMember).toBe(true);
  api.node.follow(0);
  api.node.isMember = false;
  const status = { status: 200, body: { isMember: false } };
  expect(await api.ask("GET", "/client/status")).toMatchObject(status);
  expect(await api.ask("GET", "/admin/status")).toMatchObject(status);
  const refused = { status: 503, body: { error: { code: "not-a-member", leader: null } } };
  expect(await api.ask("PUT", "/kv/a", { body: { value: "1" } })).toMatchObject(refused);
  expect(await api.ask("GET", "/health/ready")).toMatchObject(refused);
  // Who leads it may still know for a while.
  api.node.follow(2);
  api.node.addresses.set(2, { transport: "h2:1", api: "h2:2" });
  expect((await api.ask("PUT", "/kv/a", { body: { value: "1" } })).status).toBe(307);
});

test("health: live until it fails, ready while it has or is a leader", async () => {
  expect((await api.ask("GET", "/health/live")).body).toEqual({ status: "live" });
  expect((await api.ask("GET", "/health/ready")).body).toEqual({ status: "ready" });
  api.node.follow(2);
  expect((await api.ask("GET", "/health/ready")).status).toBe(200);
  api.node.follow(0);
  expect((await api.ask("GET", "/health/ready")).status).toBe(503);
  expect((await api.ask("GET", "/health/live")).status).toBe(200);
  api.node.failure = "the disk is full";
  const dead = await api.ask("GET", "/health/live");
  expect(dead.status).toBe(503);
  expect(dead.body.error.message).toContain("the disk is full");
  expect((await api.ask("GET", "/health/ready")).status).toBe(503);
});

test("metrics are there if there are any", async () => {
  const shown = await api.ask("GET", "/metrics");
  expect(shown.text).toBe("raft_term_current 3\n");
  expect(shown.headers.get("content-type")).toBe("text/plain; version=0.0.4");
  const without = await RunningApi.start(new FakeNode(), {}, { metrics: undefined });
  expect((await without.ask("GET", "/metrics")).status).toBe(404);
  await without.close();
});
