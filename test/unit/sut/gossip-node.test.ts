import { beforeEach, describe, expect, test } from "vitest";
import { decodeStates, encodeStates, type HybridCommand, type TypedResult } from "../../../src/hybrid/index.ts";
import type { Reply } from "../../../src/machine/index.ts";
import { createRead } from "../../../src/machine/read.ts";
import type { GossipMessage, LocalRecord } from "../../../src/sut/gossip-message.ts";
import type { GossipNode } from "../../../src/sut/index.ts";
import { HYBRID_APPLICATION, HYBRID_KEYS } from "../../../src/workload/index.ts";
import { CLIENT, HostedNode } from "./hosted-node.ts";

const INTERVAL_US = 20_000;
const GOSSIP = { types: HYBRID_KEYS, intervalUs: INTERVAL_US };
const createMachine = () => HYBRID_APPLICATION.createMachine();

const increment: HybridCommand = {
  kind: "operate",
  way: "gossip",
  key: "counter:a",
  operation: { kind: "increment", by: 2 },
};
const value: HybridCommand = { kind: "value", way: "gossip", key: "counter:a" };

let hosted: HostedNode;

beforeEach(() => {
  hosted = new HostedNode({}, createMachine, GOSSIP);
});

function ask(sequence: number, command: HybridCommand = increment, client = CLIENT): void {
  hosted.node.receive(hosted.process, client, createRead(client, sequence, command, "eventual", 0));
}

const answers = (): unknown[] => hosted.replies.map(({ result }: Reply) => result as TypedResult);
const gossiped = (): GossipMessage[] =>
  hosted.process.sent.map(({ payload }) => payload as GossipMessage).filter(({ kind }) => kind === "gossip");

/** The time to gossip comes; elections are far away. */
function letGossip(): void {
  hosted.process.nowUs = hosted.process.deadlineUs;
  hosted.node.deadline(hosted.process);
}

const FIVE_ELSEWHERE = encodeStates([{ key: "counter:a", name: "gcounter", state: [2, 5] }]);

function hearFive({ node, process }: HostedNode): void {
  node.receive(process, 2, { kind: "gossip", told: FIVE_ELSEWHERE } satisfies GossipMessage);
}

describe("an operation by gossip", () => {
  test("is answered, shown and told of when it is durable, and not before", () => {
    ask(1);
    ask(2, value, CLIENT + 1);
    letGossip();
    expect(answers()).toEqual([]);
    expect(
      hosted.process.sent.filter(({ to }) => to === CLIENT + 1).map(({ payload }) => (payload as Reply).result),
    ).toEqual([{ value: 0 }]);
    expect(gossiped()).toEqual([]);
    hosted.sync();
    expect(answers()).toEqual([{ value: 2 }]);
    letGossip();
    expect(gossiped()).toHaveLength(1);
    expect(decodeStates(gossiped()[0]!.told)).toEqual([{ key: "counter:a", name: "gcounter", state: [1, 2] }]);
  });

  test("is carried out once, however often the network copies it, and after a restart too", () => {
    ask(1);
    ask(1);
    hosted.sync();
    ask(1);
    hosted.sync();
    hosted.restart();
    ask(1);
    hosted.sync();
    ask(2, value);
    expect(answers()).toEqual([{ value: 2 }]);
    expect(hosted.process.tallied).toContain("copies of operations ignored");
  });

  test("waits while another is on its way to the disk; those that wait share a record, folded", () => {
    for (const sequence of [1, 2, 3]) ask(sequence);
    expect(hosted.process.writes).toHaveLength(1);
    const [{ number, record }] = hosted.process.writes.splice(0) as [{ number: number; record: unknown }];
    hosted.process.image.apply(hosted.process.witness, record);
    hosted.node.written(hosted.process, number);
    expect(answers()).toEqual([{ value: 2 }]);
    const [next] = hosted.process.writes as { record: unknown }[];
    expect(decodeStates((next!.record as LocalRecord).states)).toEqual([
      { key: "counter:a", name: "gcounter", state: [1, 6] },
    ]);
    hosted.sync();
    expect(answers()).toEqual([{ value: 2 }, { value: 4 }, { value: 6 }]);
  });

  test("builds on those before it that are not durable yet", () => {
    ask(1);
    ask(2);
    hosted.sync();
    expect(answers()).toEqual([{ value: 2 }, { value: 4 }]);
  });

  test("that was not durable is gone with its node, and nobody was told that it was done", () => {
    ask(1);
    hosted.restart();
    ask(2, value);
    expect(answers()).toEqual([{ value: 0 }]);
  });

  test("is never answered when its sync failed", () => {
    ask(1);
    hosted.node.writeFailed(hosted.process, 0);
    expect(answers()).toEqual([]);
    expect(hosted.process.halted).toBe(true);
  });

  test.each<[HybridCommand, string]>([
    [{ ...value, key: "k" } as HybridCommand, "the key holds no replicated type"],
    [{ kind: "get", key: "k" }, "the key holds no replicated type"],
    [{ ...increment, operation: { kind: "add", element: "x" } } as HybridCommand, "a gcounter takes no add"],
    [
      { ...increment, operation: { kind: "increment", by: -1 } } as HybridCommand,
      "a count changes by an integer above 0, not -1",
    ],
  ])("%j is answered with why it cannot be carried out", (command, refused) => {
    ask(1, command);
    expect(answers()).toEqual([{ refused }]);
    expect(hosted.process.writes).toEqual([]);
  });
});

test("what is heard is shown by gossip, told on, and no part of the machine", () => {
  const node = hosted.node as GossipNode;
  const before = node.stateHash;
  hearFive(hosted);
  ask(1, value);
  expect(answers()).toEqual([{ value: 5 }]);
  expect(node.stateHash).toBe(before);
  letGossip();
  expect(gossiped()[0]!.told).toEqual(FIVE_ELSEWHERE);
});

test("a copy of the node goes on alone", () => {
  ask(1);
  const copy = hosted.fork();
  hearFive(copy);
  hosted.sync();
  expect((hosted.node as GossipNode).valueOf("counter:a")).toEqual({ value: 2 });
  expect((copy.node as GossipNode).valueOf("counter:a")).toEqual({ value: 5 });
  expect((copy.node as GossipNode).gossipHash).not.toBe((hosted.node as GossipNode).gossipHash);
});

test("the deadlines of the node and of its gossip share the one of the process", () => {
  const deadlines: number[] = [];
  for (let time = 0; time < 30; time++) {
    deadlines.push(hosted.process.deadlineUs);
    letGossip();
  }
  const gaps = deadlines.slice(1).map((deadline, at) => deadline - deadlines[at]!);
  expect(gaps.filter((gap) => gap === INTERVAL_US + 7).length).toBeGreaterThanOrEqual(5);
  expect(hosted.node.view.term).toBeGreaterThan(0);
});

test("nodes that lie do not gossip", () => {
  expect(() => new HostedNode({}, createMachine, GOSSIP, true)).toThrow("Nodes that gossip do not lie.");
});
