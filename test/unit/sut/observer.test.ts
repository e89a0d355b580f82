import { describe, expect, test } from "vitest";
import type { Observations } from "../../../invariants/index.ts";
import type { AppendResponse, Entry, Message, RaftView } from "../../../src/raft/index.ts";
import type { NodeImage } from "../../../src/sut/node-image.ts";
import { Observer } from "../../../src/sut/observer.ts";
import { entryDigest } from "../../../src/sut/wire.ts";
import type { Call } from "../invariants/histories.ts";
import { commands, entryOf, putRequest } from "./entries.ts";
import { HostedNode } from "./hosted-node.ts";

/** What was told, call by call. */
function witnessOf(calls: Call[]): Observations {
  return new Proxy({} as Observations, {
    get:
      (_, name) =>
      (...all: unknown[]) =>
        void calls.push([name, ...all] as unknown as Call),
  });
}

/** A node as a test wants it to look. */
function viewOf(changes: Partial<RaftView>): RaftView {
  const seen = {
    role: "follower",
    term: 3,
    votedFor: 0,
    leader: 2,
    commitIndex: 0,
    baseIndex: 0,
    lastIndex: 0,
    transferTo: 0,
    confirmedRound: 0,
    leaseEndUs: 0,
    termAt: () => 3,
    cachedEntry: () => undefined,
    ...changes,
  };
  return seen as unknown as RaftView;
}

function tellOf(steps: readonly ((observer: Observer, witness: Observations) => void)[]): Call[] {
  const calls: Call[] = [];
  const observer = new Observer(1, viewOf({}));
  const witness = witnessOf(calls);
  observer.roleAfterStep(witness, viewOf({}));
  for (const step of steps) step(observer, witness);
  return calls;
}

function answer(changes: Partial<AppendResponse>): Message {
  const header = { kind: "append-response", from: 1, to: 2, term: 3, round: 0, accepted: false } as const;
  return { ...header, readRound: 1, matchIndex: 0, refusedIndex: 1, hintIndex: 0, hintTerm: 0, ...changes };
}

describe("a restart", () => {
  test("is told of with the entries that the core has in memory, and those that the disk has where it has none", () => {
    const onDisk = commands(1, 3, 3);
    const other = entryOf(2, 3, putRequest(77));
    const image = { lastIndex: 2, entryAt: (index: number): Entry => onDisk[index - 1]! } as unknown as NodeImage;
    const view = viewOf({ lastIndex: 2, cachedEntry: (index) => (index === 2 ? other : undefined) });
    const calls = tellOf([(observer, witness) => observer.restarted(witness, view, image)]);
    const entries = [onDisk[0]!, other].map((entry) => ({ term: 3, digest: entryDigest(entry) }));
    expect(calls.find(([name]) => name === "logRestored")?.[3]).toEqual(entries);
  });

  test("of a hosted node shows the entries that were durable", () => {
    const hosted = new HostedNode({ founders: [1] });
    hosted.win();
    hosted.register();
    hosted.sync();
    hosted.restart();
    const restored = hosted.process.observed.find(([name]) => name === "logRestored");
    expect(restored?.[3]).toHaveLength(hosted.node.view.lastIndex);
  });
});

describe("rounds of confirmation", () => {
  test("are told of once when they are answered, refusals among the answers", () => {
    const said = [answer({}), answer({ accepted: true }), answer({ readRound: 2 }), answer({ readRound: 0 })];
    const calls = tellOf(said.map((message) => (observer, witness) => observer.messageSent(witness, message)));
    expect(calls.filter(([name]) => name === "roundAnswered")).toEqual([
      ["roundAnswered", 1, 3, 1, 2],
      ["roundAnswered", 1, 3, 2, 2],
    ]);
  });

  test("are not answered to the leader of an older term, who is refused", () => {
    expect(tellOf([(observer, witness) => observer.messageSent(witness, answer({ to: 3 }))])).toEqual([]);
  });

  test("are told of when they are confirmed, with what is left of the lease", () => {
    const leads = { role: "leader", leader: 1, confirmedRound: 4 } as const;
    const calls = tellOf([
      (observer, witness) => observer.roundsAfterStep(witness, viewOf({ ...leads, leaseEndUs: 900 }), 400),
      (observer, witness) => observer.roundsAfterStep(witness, viewOf({ ...leads, leaseEndUs: 900 }), 500),
      (observer, witness) => observer.roundsAfterStep(witness, viewOf({ ...leads, confirmedRound: 5 }), 600),
      (observer, witness) => observer.roundsAfterStep(witness, viewOf({}), 700),
    ]);
    expect(calls).toEqual([
      ["roundConfirmed", 1, 3, 4],
      ["leaseConfirmed", 1, 3, 500],
      ["roundConfirmed", 1, 3, 5],
    ]);
  });
});

describe("handing over", () => {
  test("is told of with the end of the log as it was when the other was told to campaign", () => {
    const told: Message = { kind: "timeout-now", from: 1, to: 2, term: 3 };
    const calls = tellOf([
      (observer, witness) => observer.writePutOut(witness, { kind: "append", number: 1, entries: commands(1, 3) }),
      (observer, witness) => observer.messageSent(witness, told),
      (observer, witness) => observer.roleAfterStep(witness, viewOf({})),
      (observer, witness) => observer.messageSent(witness, told),
    ]);
    expect(calls.filter(([name]) => name === "toldToCampaign")).toEqual([
      ["toldToCampaign", 1, 3, 2, 0],
      ["toldToCampaign", 1, 3, 2, 1],
    ]);
  });

  test("leads to candidacies that are told of as forced, once in a term", () => {
    const asked = { kind: "vote-request", from: 1, to: 2, term: 4, lastLogIndex: 0, lastLogTerm: 0 } as const;
    const calls = tellOf(
      [true, true, false].map((forced) => (observer, witness) => {
        observer.messageSent(witness, { ...asked, term: forced ? 4 : 5, forced });
      }),
    );
    expect(calls.map(([name, , term]) => [name, term])).toEqual([
      ["voteRequested", 4],
      ["campaignForced", 4],
      ["voteRequested", 4],
      ["voteRequested", 5],
    ]);
  });
});
