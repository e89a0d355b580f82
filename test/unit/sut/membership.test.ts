import { describe, expect, test } from "vitest";
import {
  configurationOf,
  EMPTY_STATE,
  type Entry,
  type MembershipChange,
  type MembershipStep,
  NO_CONFIGURATION,
  Output,
} from "../../../src/raft/index.ts";
import { Acquaintances } from "../../../src/sut/acquaintances.ts";
import type { Order } from "../../../src/sut/order.ts";
import { entryBytes, entryDigest } from "../../../src/sut/wire.ts";
import { appendOf, entryOf } from "./entries.ts";
import { HostedNode } from "./hosted-node.ts";

const ALONE = { founders: [1] };

function orderOf(...steps: readonly MembershipStep[]): Order {
  const change: MembershipChange = { kind: "change", steps, transition: "auto" };
  return { kind: "change-membership", change };
}

const ADD_4: Order = orderOf({ kind: "add-voter", node: 4 });

/** The only founder leads, and has committed its no-op. */
function leader(): HostedNode {
  const hosted = new HostedNode(ALONE);
  hosted.win();
  return hosted;
}

function configurationEntry(index: number, ...voters: readonly number[]): Entry {
  return { index, term: 1, kind: "configuration", data: configurationOf(voters), bytes: 0 };
}

describe("an order to change the membership", () => {
  test("is carried out, and the witness hears of the configuration right behind its entry", () => {
    const hosted = leader();
    hosted.process.observed.length = 0;
    hosted.node.order(hosted.process, ADD_4);
    const configuration = configurationOf([1, 4]);
    expect(hosted.process.observed).toEqual([
      ["changeAsked", 1, { kind: "change", steps: [{ kind: "add-voter", node: 4 }], transition: "auto" }],
      ["appended", 1, 2, 1, entryDigest(configurationEntry(2, 1, 4))],
      ["configurationAppended", 1, 2, 1, configuration],
      ["configurationInForce", 1, configuration],
    ]);
    expect(hosted.node.view.configuration).toEqual(configuration);
    expect(hosted.process.sent.map(({ to }) => to)).toEqual([4]);
  });

  test("is refused with a reason that is counted", () => {
    const hosted = new HostedNode(ALONE);
    hosted.node.order(hosted.process, ADD_4);
    hosted.win();
    hosted.node.order(hosted.process, orderOf({ kind: "remove", node: 1 }));
    hosted.node.order(hosted.process, orderOf({ kind: "remove", node: 7 }));
    hosted.node.order(hosted.process, { kind: "change-membership", change: { kind: "leave" } });
    expect(hosted.process.tallied).toEqual([
      "refused: not-leader",
      "refused: no-voter-left",
      "refused: unknown-node",
      "refused: not-joint",
    ]);
  });
});

describe("a node", () => {
  test("that is no founder starts empty, and learns from a leader to whom it belongs", () => {
    const hosted = new HostedNode({ founders: [2, 3] });
    expect(hosted.node.view.configuration).toEqual(NO_CONFIGURATION);
    hosted.follow(1, { entries: [entryOf(1, 1), configurationEntry(2, 1, 2, 3)] });
    expect(hosted.node.view.configuration).toEqual(configurationOf([1, 2, 3]));
    hosted.sync();
    expect(hosted.process.sent.map(({ to }) => to)).toEqual([2]);
  });

  test("restarts with the configurations of its durable log, and a copy of it has the same", () => {
    const hosted = leader();
    hosted.node.order(hosted.process, ADD_4);
    hosted.restart();
    expect(hosted.node.view.configuration).toEqual(configurationOf([1]));
    hosted.win();
    hosted.node.order(hosted.process, ADD_4);
    hosted.sync();
    hosted.restart();
    expect(hosted.node.view.configuration).toEqual(configurationOf([1, 4]));
  });
});

test("the disk holds the configurations of its log, and a copy of it goes its own way", () => {
  const { image } = leader().process;
  const onDisk = (of: typeof image) => of.load(0).configurations.map(({ index }) => index);
  image.apply(undefined, appendOf(3, [configurationEntry(2, 1, 4), configurationEntry(3, 1)]));
  expect(image.load(0).configurations).toEqual([
    { index: 2, configuration: configurationOf([1, 4]) },
    { index: 3, configuration: configurationOf([1]) },
  ]);
  const fork = image.fork();
  image.apply(undefined, appendOf(4, [entryOf(3, 2)]));
  fork.apply(undefined, appendOf(4, [entryOf(4, 1), configurationEntry(5, 1, 5)]));
  expect([onDisk(image), onDisk(fork)]).toEqual([[2], [2, 3, 5]]);
});

describe("acquaintances", () => {
  test("are the servers of all configurations that a node has had, and whoever has spoken to it", () => {
    const known = Acquaintances.of([1, 2], {
      ...EMPTY_STATE,
      configurations: [{ index: 3, configuration: configurationOf([2, 3]) }],
    });
    known.meet(9);
    const output = new Output();
    output.writes.push(appendOf(1, [configurationEntry(4, 4), configurationEntry(5, 5)]));
    known.learn({ ...configurationOf([6], [7]), outgoing: [8] }, output);
    const fork = known.fork();
    fork.meet(10);
    const ids = Array.from({ length: 11 }, (_, id) => id);
    expect(ids.filter((id) => known.has(id))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(ids.filter((id) => fork.has(id))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

test("a configuration on the wire is as big as it has servers, and its digest tells who they are, and as what", () => {
  const base = { ...configurationOf([1, 2], [3]), outgoing: [4], learnersNext: [5] };
  const all = [
    base,
    { ...base, voters: [1] },
    { ...base, voters: [1, 2, 3], learners: [] },
    { ...base, outgoing: [] },
    { ...base, learners: [3, 4] },
    { ...base, learnersNext: [] },
    { ...base, leavesByItself: true },
  ].map((data): Entry => ({ index: 1, term: 1, kind: "configuration", data, bytes: 0 }));
  expect(new Set(all.map(entryDigest)).size).toBe(all.length);
  const nobody: Entry = { index: 1, term: 1, kind: "configuration", data: NO_CONFIGURATION, bytes: 0 };
  expect(all.map((entry) => (entryBytes(entry) - entryBytes(nobody)) / 8)).toEqual([5, 4, 5, 4, 6, 4, 5]);
});
