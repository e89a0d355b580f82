import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { type AppendRequest, Raft } from "../../../../src/raft/index.ts";
import { DirectoryWriter } from "../../../../src/server/files/directory-writer.ts";
import { TestCluster } from "./cluster.ts";
import { HandClock } from "./hand-clock.ts";
import { PlayedTransport, turns } from "./played-transport.ts";

const heartbeat: AppendRequest = {
  kind: "append-request",
  from: 2,
  to: 1,
  term: 5,
  round: 1,
  readRound: 0,
  prevLogIndex: 0,
  prevLogTerm: 0,
  entries: [],
  leaderCommit: 0,
};

async function follower() {
  const cluster = await TestCluster.of([1, 2]);
  const transport = new PlayedTransport();
  const clock = new HandClock();
  const { node } = await cluster.start(1, {}, { transport, clock });
  transport.play(heartbeat);
  await vi.waitFor(() => expect(transport.sent.some(({ kind }) => kind === "append-response")).toBe(true));
  transport.sent.length = 0;
  return { clock, node, transport };
}

test("a node that stood still hears what came meanwhile before it campaigns", async () => {
  const { clock, node, transport } = await follower();
  clock.nowUs += 60_000_000;
  transport.play({ ...heartbeat, round: 2 });
  await turns();
  expect(node.status().raft).toMatchObject({ role: "follower", leader: 2, term: 5 });
  expect(transport.sent.map(({ kind }) => kind)).toEqual(["append-response"]);
  // Had nothing come, it would have campaigned.
  clock.nowUs += 60_000_000;
  transport.listener!.unreachable(2);
  await turns();
  expect(transport.sent.map(({ kind }) => kind)).toContain("pre-vote-request");
});

test("messages of another group are none of this node's", async () => {
  const { node, transport } = await follower();
  const request = {
    kind: "vote-request",
    from: 2,
    to: 1,
    term: 9,
    lastLogIndex: 9,
    lastLogTerm: 9,
    forced: true,
  } as const;
  transport.play(request, 7);
  await turns();
  expect(node.status().raft.term).toBe(5);
  expect(transport.sent).toEqual([]);
  transport.play(request);
  await turns();
  expect(node.status().raft.term).toBe(9);
});

test("the core is told whom the transport does not reach", async () => {
  const { transport } = await follower();
  const step = vi.spyOn(Raft.prototype, "step");
  transport.listener!.unreachable(2);
  await turns();
  expect(step.mock.calls.map(([, input]) => input)).toContainEqual({ kind: "unreachable", peer: 2 });
  step.mockRestore();
});

test("a node listens only when what it has recovered is durable", async () => {
  const cluster = await TestCluster.started([1]);
  await cluster.put("a", "1");
  await cluster.stop();
  const writer = new DirectoryWriter(join(cluster.dataDirectoryOf(1), "storage"));
  let begin: () => void = () => {};
  const runner = {
    run: async (batch: Parameters<DirectoryWriter["run"]>[0]) => {
      await new Promise<void>((resolve) => {
        begin = resolve;
        held();
      });
      await writer.run(batch);
    },
    runAtOnce: () => false,
    close: () => writer.close(),
  };
  let held: () => void = () => {};
  const isHeld = new Promise<void>((resolve) => {
    held = resolve;
  });
  const transport = new PlayedTransport();
  const started = cluster.start(1, {}, { runner, transport });
  await isHeld;
  await turns(10);
  expect(transport.listener).toBeUndefined();
  runner.run = (batch) => writer.run(batch);
  begin();
  await started;
  expect(transport.listener).toBeDefined();
  expect(await cluster.get(1, "a")).toBe("1");
});
