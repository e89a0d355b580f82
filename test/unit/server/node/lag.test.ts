import { expect, test } from "vitest";
import { memberList } from "../../../../src/server/http/status-view.ts";
import { lagOf } from "../../../../src/server/node/lag.ts";
import { TestCluster, until } from "./cluster.ts";

const peer = { id: 2, matchIndex: 7, nextIndex: 8, mode: "probe" } as const;

test("a peer lags by what it lacks of the log, committed or not", () => {
  expect(lagOf({ lastIndex: 10 }, peer)).toBe(3);
  expect(lagOf({ lastIndex: 10 }, { ...peer, matchIndex: 0, mode: "snapshot" })).toBe(10);
});

test("a leader that has not heard of a peer in its term knows no lag", () => {
  expect(lagOf({ lastIndex: 10 }, { ...peer, matchIndex: 0 })).toBeUndefined();
});

test("after an election the lag of a server that is down is not known, and of one that is up it is", async () => {
  const cluster = await TestCluster.started([1, 2, 3]);
  await cluster.put("a", "1");
  const { node } = await cluster.leader();
  const [down, up] = [1, 2, 3].filter((id) => id !== node.id) as [number, number];
  await cluster.stopServer(down);
  await node.transfer(up, 10_000);
  const lags = await until("the next leader", async () => {
    const members = memberList((await cluster.leader()).node.status());
    return members.some(({ id, lag }) => id === node.id && lag === 0) ? members : undefined;
  });
  expect(lags.find(({ id }) => id === down)!.lag).toBeNull();
});
