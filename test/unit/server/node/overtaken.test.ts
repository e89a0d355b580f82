import { expect, test, vi } from "vitest";
import {
  ANY_STALENESS_US,
  type Asked,
  createOneShot,
  KeyValueMachine,
  machineBytes,
  SessionMachine,
  stampRequest,
} from "../../../../src/machine/index.ts";
import type { AppendRequest, Entry, SnapshotRequest } from "../../../../src/raft/index.ts";
import { DEFAULT_OPTIONS } from "../../../../src/server/main/node-options.ts";
import { TestCluster } from "./cluster.ts";
import { PlayedTransport } from "./played-transport.ts";

const header = { from: 2, to: 1, term: 5 } as const;
const COUNT = 5;

function append(round: number, entries: readonly Entry[], leaderCommit: number): AppendRequest {
  const prevLogIndex = entries.length === 0 ? COUNT : 0;
  const prevLogTerm = entries.length === 0 ? 5 : 0;
  return { kind: "append-request", ...header, round, readRound: 0, prevLogIndex, prevLogTerm, entries, leaderCommit };
}

/** All of a snapshot of a machine that holds one pair. */
function snapshotAt(index: number): SnapshotRequest {
  const machine = SessionMachine.create(new KeyValueMachine(), DEFAULT_OPTIONS.sessions);
  const asked: Asked = createOneShot({ kind: "put", key: "a", value: "of the snapshot" });
  machine.apply(stampRequest(asked, 1), index);
  const data = Buffer.concat([...machineBytes(machine)]);
  const configuration = { voters: [1, 2], outgoing: [], learners: [], learnersNext: [], leavesByItself: false };
  const snapshot = { index, term: 5, configuration };
  return { kind: "snapshot-request", ...header, snapshot, offset: 0, data, bytes: data.length, isLast: true };
}

test("what was to be applied when a snapshot took the log's place is in the snapshot", async () => {
  const cluster = await TestCluster.of([1, 2]);
  const transport = new PlayedTransport();
  const { node } = await cluster.start(1, {}, { transport });
  const entries = Array.from(
    { length: COUNT },
    (_, place): Entry => ({ kind: "no-op", data: undefined, index: place + 1, term: 5, bytes: 0 }),
  );
  transport.play(append(1, entries, 0));
  await vi.waitFor(() =>
    expect(transport.sent).toContainEqual(expect.objectContaining({ kind: "append-response", matchIndex: COUNT })),
  );
  // A node that stood still for long hears both in one turn: that they are committed, and that it is too far behind.
  transport.play(append(2, [], COUNT));
  transport.play(snapshotAt(10));
  await vi.waitFor(() => expect(node.status().raft.appliedIndex).toBe(10));
  const read = await node.read({ kind: "get", key: "a" }, "stale", ANY_STALENESS_US, 10_000);
  expect(read).toMatchObject({ outcome: "read", index: 10, result: { previous: "of the snapshot" } });
  expect(node.status().failure).toBeUndefined();
});
