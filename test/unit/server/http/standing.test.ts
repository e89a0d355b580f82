import { expect, test } from "vitest";
import { memberList } from "../../../../src/server/http/status-view.ts";
import type { NodeStatus } from "../../../../src/server/node/node.ts";
import { FakeNode } from "./fake-node.ts";
import { RunningApi } from "./running-api.ts";

/** A node whose core stands where a test says. */
class StandingNode extends FakeNode {
  standing: Partial<NodeStatus["raft"]> = {};

  override status(): NodeStatus {
    const status = super.status();
    return { ...status, raft: { ...status.raft, ...this.standing } };
  }
}

test("a member lags behind the end of the leader's log, and not behind what is committed of it", () => {
  const node = new StandingNode();
  const peers = node.status().raft.peers.map((peer) => ({ ...peer, matchIndex: 5 }));
  node.standing = { lastIndex: 9, commitIndex: 5, peers };
  const lags = memberList(node.status()).map(({ id, lag }) => [id, lag]);
  expect(lags.slice(0, 2)).toEqual([
    [1, 0],
    [2, 4],
  ]);
});

test("a leader is ready when it has committed something in its term, a follower when it knows a leader", async () => {
  const node = new StandingNode();
  const api = await RunningApi.start(node);
  const ready = async () => (await api.ask("GET", "/health/ready")).status;
  try {
    expect(await ready()).toBe(200);
    node.standing = { hasCommittedInTerm: false };
    expect(await ready()).toBe(503);
    node.follow(2);
    expect(await ready()).toBe(200);
    node.follow(0);
    expect(await ready()).toBe(503);
  } finally {
    await api.close();
  }
});
