import { describe, expect, it } from "vitest";
import { Durability } from "../../../../invariants/cluster/durability.ts";
import { type Call, holds, holdsConfiguration, judgeOf, messagesOf, nodesUp, observe, simple } from "../histories.ts";

const acknowledged: Call[] = [
  ["clientInvoked", 9, 4, undefined],
  ["restarted", 1, 0, 0, 0],
  ["restarted", 2, 0, 0, 0],
  ...holds(1, 1, [1, 10]),
  ...holds(2, 1, [1, 10]),
  ["committed", 1, 1, 1],
  ["applied", 1, 1, 0xa],
  ["clientReturned", 9, 4, 1, undefined],
];

const caughtUp: Call[] = [
  ["committed", 2, 1, 1],
  ["applied", 2, 1, 0xa],
];

function messagesAtEnd(calls: readonly Call[]): string[] {
  const judge = judgeOf(3, [Durability]);
  observe(judge, calls);
  judge.finish(nodesUp(judge));
  return judge.violations.map(({ message }) => message);
}

describe("durability", () => {
  it("lets a history be in which every node that is up keeps what was acknowledged", () => {
    expect(messagesAtEnd([...acknowledged, ["becameLeader", 2, 2], ...caughtUp])).toEqual([]);
  });

  it("lets outcomes that no client learned be", () => {
    const calls: Call[] = [
      ["clientInvoked", 9, 4, undefined],
      ["clientReturned", 9, 4, 0, undefined],
    ];
    expect(messagesAtEnd(calls)).toEqual([]);
  });

  it("lets the leader of a lower term, elected late, be", () => {
    expect(messagesOf(Durability, [...acknowledged, ["becameLeader", 3, 1]])).toEqual([]);
  });

  it("finds a client that was told of what no node has applied", () => {
    const calls: Call[] = [...acknowledged, ["clientInvoked", 9, 5, undefined], ["clientReturned", 9, 5, 2, undefined]];
    expect(messagesOf(Durability, calls)).toEqual([
      "client 9 was told that its operation 5 was applied at index 2, which no node has applied",
    ]);
  });

  it("finds a later leader without it", () => {
    expect(messagesOf(Durability, [...acknowledged, ["becameLeader", 3, 2]])).toEqual([
      "n3 became leader in term 2 with a log that ends at 0, but client 9 was told at event 10 (t=0.010 s) that index 1 was applied",
    ]);
  });

  it("asks nothing at the end of nodes that do not belong, and of learners what it asks of voters", () => {
    const removed = [1, 2].flatMap((node) => holdsConfiguration(node, 2, 1, simple([1, 2])));
    const calls: Call[] = [...acknowledged, ...caughtUp, ["restarted", 3, 0, 0, 0], ...removed, ["committed", 1, 2, 1]];
    expect(messagesAtEnd(calls)).toEqual([]);
    const demoted = [1, 2].flatMap((node) => holdsConfiguration(node, 2, 1, simple([1, 2], [3])));
    expect(messagesAtEnd([...calls.slice(0, -1 - removed.length), ...demoted, ["committed", 1, 2, 1]])).toHaveLength(1);
  });

  it("finds at the end a log without it, with another one, and a machine without it", () => {
    expect(messagesAtEnd([...acknowledged, ...caughtUp, ["restarted", 3, 0, 0, 0]])).toEqual([
      "n3 came to the end with a log that ends at 0, but client 9 was told at event 10 (t=0.010 s) that index 1 was applied",
    ]);
    expect(messagesAtEnd([...acknowledged, ...caughtUp, ["restarted", 3, 0, 0, 0], ...holds(3, 1, [2, 20])])).toEqual([
      "n3 came to the end with another log up to index 1, but client 9 was told at event 10 (t=0.010 s) that index 1 was applied",
    ]);
    expect(messagesAtEnd(acknowledged)).toEqual([
      "n2 came to the end, applied only up to 0, but client 9 was told at event 10 (t=0.010 s) that index 1 was applied",
    ]);
  });
});
