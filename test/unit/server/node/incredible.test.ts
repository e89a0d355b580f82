import { expect, test } from "vitest";
import type { AppendRequest, CommandEntry, SnapshotRequest } from "../../../../src/raft/index.ts";
import { DamagedFilesError } from "../../../../src/server/node/recovery.ts";
import { RefusalError } from "../../../../src/server/transport/refusal.ts";
import { TestCluster } from "./cluster.ts";
import { PlayedTransport, turns } from "./played-transport.ts";

const header = { from: 2, to: 1, term: 5 } as const;

const command: CommandEntry = { kind: "command", index: 1, term: 5, data: new Uint8Array([9]), bytes: 1 };

const append: AppendRequest = {
  kind: "append-request",
  ...header,
  round: 1,
  readRound: 0,
  prevLogIndex: 0,
  prevLogTerm: 0,
  entries: [command],
  leaderCommit: 1,
};

const piece: SnapshotRequest = {
  kind: "snapshot-request",
  ...header,
  snapshot: {
    index: 10,
    term: 5,
    configuration: { voters: [1, 2], outgoing: [], learners: [], learnersNext: [], leavesByItself: false },
  },
  offset: 0,
  data: new Uint8Array([9]),
  bytes: 1,
  isLast: true,
};

async function follower() {
  const cluster = await TestCluster.of([1, 2]);
  const transport = new PlayedTransport();
  const { node } = await cluster.start(1, {}, { transport });
  return { cluster, node, transport };
}

test("a term that no cluster comes to is refused, and is not taken over", async () => {
  const { node, transport } = await follower();
  const { term } = node.status().raft;
  const far = { kind: "vote-request", from: 2, to: 1, lastLogIndex: 0, lastLogTerm: 0, forced: true } as const;
  const leap = { ...far, term: term + 2 ** 32 + 1_000 };
  expect(() => transport.play(leap)).toThrow(expect.objectContaining({ reason: "term-leap" }));
  expect(() => transport.play(leap)).toThrow(RefusalError);
  await turns();
  expect(node.status().raft.term).toBeLessThan(1_000);
  // One that is only high is a term.
  transport.play({ ...far, term: 2 ** 32 });
  await turns();
  expect(node.status().raft.term).toBe(2 ** 32);
});

test("a command that is none stops a node, which says which entry it is", async () => {
  const { cluster, node, transport } = await follower();
  transport.play(append);
  const line = "entry 1 of the log holds bytes that no server of this version has written: at byte ";
  expect(await node.failed).toContain(line);
  // And says so once more when it is started again and learns that the entry is committed.
  await cluster.stopServer(1);
  const again = new PlayedTransport();
  const restarted = (await cluster.start(1, {}, { transport: again })).node;
  again.play({ ...append, entries: [], prevLogIndex: 1, prevLogTerm: 5 });
  expect(await restarted.failed).toContain(line);
});

test("a snapshot that is none stops a node, which says which one it is, also when it is started again", async () => {
  const { cluster, node, transport } = await follower();
  transport.play(piece);
  const line = "the snapshot up to entry 10 holds bytes that no server of this version has written: at byte ";
  expect(await node.failed).toContain(line);
  await cluster.stopServer(1);
  const start = cluster.start(1, {}, { transport: new PlayedTransport() });
  await expect(start).rejects.toThrow(line);
  await expect(start).rejects.toBeInstanceOf(DamagedFilesError);
});
