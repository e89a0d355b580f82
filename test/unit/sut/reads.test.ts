import { describe, expect, test } from "vitest";
import { ANY_STALENESS_US } from "../../../src/machine/index.ts";
import { type Consistency, createRead, type Read } from "../../../src/machine/read.ts";
import type { Message } from "../../../src/raft/index.ts";
import { putRequest } from "./entries.ts";
import { CLIENT, HostedNode } from "./hosted-node.ts";

const ALONE = { founders: [1] };

/** A read of what `putRequest` writes. */
function readOf(sequence: number, consistency: Consistency = "linearizable", maxStalenessUs = 0): Read {
  const { command } = putRequest(1);
  return createRead(
    CLIENT,
    sequence,
    { kind: "get", key: (command as { key: string }).key },
    consistency,
    maxStalenessUs,
  );
}

function ask(hosted: HostedNode, read: Read): void {
  hosted.node.receive(hosted.process, read.client, read);
}

function sent(hosted: HostedNode): Message["kind"][] {
  return hosted.process.sent.map(({ payload }) => (payload as Message).kind);
}

describe("a read", () => {
  test("is answered from the machine, as of where it has come, and with no entry in the log", () => {
    const hosted = new HostedNode(ALONE);
    hosted.win();
    hosted.register();
    hosted.request(putRequest(1));
    hosted.sync();
    hosted.process.sent = [];
    ask(hosted, readOf(7));
    const { command } = putRequest(1);
    const result = { previous: (command as { value: string }).value, changed: false };
    const reply = { kind: "reply", client: 9, session: -1, sequence: 7, outcome: "read", index: 3, result, leader: 1 };
    expect(hosted.replies).toEqual([reply]);
    expect([hosted.process.writes, hosted.node.view.lastIndex]).toEqual([[], 3]);
  });

  test("that may be stale is answered by a node that knows nobody; another is told that it does not lead", () => {
    const hosted = new HostedNode();
    ask(hosted, readOf(1, "stale", ANY_STALENESS_US));
    ask(hosted, readOf(2));
    expect(hosted.replies).toMatchObject([
      { sequence: 1, outcome: "read", index: 0, result: { previous: undefined, changed: false } },
      { sequence: 2, outcome: "not-leader", leader: 0 },
    ]);
    expect(hosted.process.tallied).toEqual(["stale reads answered at once"]);
  });

  test("is forwarded by a follower, and told to try again when the leader changes", () => {
    const hosted = new HostedNode();
    hosted.follow(1);
    hosted.sync();
    hosted.process.sent = [];
    ask(hosted, readOf(1));
    expect([sent(hosted), hosted.process.tallied]).toEqual([["read-index-request"], ["reads forwarded"]]);
    hosted.receive({ kind: "vote-response", from: 3, to: 1, term: 5, granted: false });
    expect(hosted.replies).toMatchObject([{ sequence: 1, outcome: "not-leader", leader: 0 }]);
  });

  test("beyond those that may wait is told to try again, and counted", () => {
    const hosted = new HostedNode({ maxPendingReads: 1 });
    hosted.follow(1);
    hosted.sync();
    ask(hosted, readOf(1));
    ask(hosted, readOf(2));
    expect(hosted.replies).toMatchObject([{ sequence: 2, outcome: "overloaded" }]);
    expect(hosted.process.tallied).toEqual(["reads forwarded", "refused: too-many-reads"]);
  });

  test("that the core forgets is the node's failure", () => {
    const hosted = new HostedNode();
    hosted.follow(1);
    hosted.sync();
    ask(hosted, readOf(1));
    const { reads } = hosted.node.view as unknown as { reads: { question: unknown } };
    reads.question = undefined;
    const depose = () => hosted.receive({ kind: "vote-response", from: 3, to: 1, term: 5, granted: false });
    expect(depose).toThrow("it lost 1 reads, neither answered nor rejected");
  });
});

describe("an order", () => {
  function leader(): HostedNode {
    const hosted = new HostedNode();
    hosted.win();
    hosted.acknowledge(1);
    return hosted;
  }

  test("to hand leadership over is carried out, told, and refused by its reason", () => {
    const hosted = leader();
    hosted.process.sent = [];
    hosted.node.order(hosted.process, { kind: "transfer", to: 2 });
    expect(sent(hosted)).toEqual(["timeout-now"]);
    hosted.node.order(hosted.process, { kind: "transfer", to: 3 });
    hosted.receive({ kind: "vote-response", from: 3, to: 1, term: 9, granted: false });
    const transfers = hosted.process.observed.filter(([name]) => name.startsWith("transfer"));
    expect(transfers).toEqual([
      ["transferStarted", 1, 1, 2],
      ["transferEnded", 1, 1, 2, "deposed"],
    ]);
    expect(hosted.process.tallied).toEqual(["refused: transfer-under-way"]);
  });

  test("to stop ends a follower at once, and a leader when another has taken over or has not in time", () => {
    const follower = new HostedNode();
    follower.node.order(follower.process, { kind: "stop" });
    expect(follower.process.halted).toBe(true);
    for (const isDeposed of [true, false]) {
      const hosted = leader();
      hosted.node.order(hosted.process, { kind: "stop" });
      const fork = hosted.fork();
      for (const one of [hosted, fork]) {
        expect([one.process.halted, one.node.view.transferTo]).toEqual([false, 2]);
        if (isDeposed) one.receive({ kind: "vote-response", from: 3, to: 1, term: 9, granted: false });
        for (let beats = 0; beats < 10 && !isDeposed && !one.process.halted; beats++) {
          one.process.nowUs += 50_000;
          one.node.deadline(one.process);
        }
        expect(one.process.halted).toBe(true);
      }
    }
  });
});
