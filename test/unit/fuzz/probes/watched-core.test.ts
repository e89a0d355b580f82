import { describe, expect, test } from "vitest";
import type { Input, Output, Raft, Status } from "../../../../src/fuzz/probes/core-types.ts";
import { watched } from "../../../../src/fuzz/probes/watched-core.ts";
import type { Work } from "../../../../src/fuzz/probes/work.ts";
import type { RunResult } from "../../../../src/fuzz/result.ts";
import { Run } from "../../../../src/fuzz/run.ts";
import * as core from "../../../../src/sut/core.ts";
import type { RaftCore } from "../../../../src/sut/index.ts";
import { startedBy } from "../other-core.ts";
import { leaderView, OPTIONS, peer } from "./laws/steps.ts";
import { assertive, type Spoil, spoiled, withCopies } from "./spoiled-core.ts";

function resultWith(tested: RaftCore, seed = "watched", operations = 300): RunResult {
  const run = Run.start({ nodes: 5, operations, seed, checkers: false }, tested);
  run.advance(Number.MAX_SAFE_INTEGER);
  return run.result();
}

/** Messages for which this is true are not sent. */
function losing(isLost: (message: Output["messages"][number], input: Input, raft: Raft) => boolean): Spoil {
  return (output, input, raft) => {
    const kept = output.messages.filter((message) => !isLost(message, input, raft));
    output.messages.splice(0, output.messages.length, ...kept);
  };
}

/** Each message of one kind is sent as this makes it. */
function remaking(kind: string, remake: (message: Output["messages"][number]) => object): Spoil {
  return (output) => {
    output.messages.forEach((message, place) => {
      if (message.kind === kind) output.messages[place] = { ...message, ...remake(message) } as typeof message;
    });
  };
}

function firstMessage(tested: RaftCore, seeds = 8): string {
  for (let seed = 0; seed < seeds; seed++) {
    const [violation] = resultWith(watched(tested), `spoiled ${seed}`, 600).violations;
    if (violation?.invariant === "step-law") return violation.message;
  }
  return "";
}

describe("a watched core", () => {
  test("goes on as it would without, and counts what its nodes do", () => {
    const work: Work = new Map();
    const plain = resultWith(core);
    const result = resultWith(watched(core, work));
    expect(result).toMatchObject({ verdict: "pass", fingerprint: plain.fingerprint });
    for (const thing of ["steps for message", "heartbeats sent", "entries written", "entries in memory"]) {
      expect(work.get(thing), thing).toBeGreaterThan(100);
    }
  });

  test.each<[string, Spoil, RegExp]>([
    [
      "asserts its leadership without need",
      assertive,
      /^n\d, leader of term \d+, was given an input of the kind propose, and broke the law of what a leader sends \(Raft paper §5.3\): .* without entries goes to n\d for no reason$/,
    ],
    [
      "sends what is not in its log",
      (output) => {
        output.messages.forEach((message, place) => {
          if (message.kind !== "append-request") return;
          const entries = message.entries.map((entry) => ({ ...entry, term: entry.term - 1 }));
          output.messages[place] = { ...message, entries } as typeof message;
        });
      },
      /and the log has no such entry there/,
    ],
    [
      "tells of no commit before the next heartbeat",
      losing((message, { kind }) => {
        return kind === "message" && message.kind === "append-request" && message.entries.length === 0;
      }),
      /is not told at once that \d+ is committed/,
    ],
    [
      "sends less than the window holds",
      losing(({ kind }, input) => kind === "append-request" && input.kind === "propose"),
      /lacks \d+, and is not sent it, though its window has room/,
    ],
    [
      "acknowledges no heartbeat",
      losing(({ kind }, input) => kind === "append-response" && input.kind === "message"),
      /for which nothing need be written, is not answered/,
    ],
    [
      "acknowledges nothing when it is written",
      losing(({ kind }, input) => kind === "append-response" && input.kind === "written"),
      /is not told that \d+ is durable/,
    ],
    [
      "acknowledges less than it has",
      remaking("append-response", (message) => {
        const { accepted, matchIndex } = message as Extract<typeof message, { readonly kind: "append-response" }>;
        return { matchIndex: accepted ? Math.max(0, matchIndex - 1) : 0 };
      }),
      /acknowledged is \d+, and \d+ is durable and matches/,
    ],
    [
      "refuses with a place further back than it could",
      remaking("append-response", (message) => {
        const { hintIndex } = message as Extract<typeof message, { readonly kind: "append-response" }>;
        return { hintIndex: Math.max(0, hintIndex - 1) };
      }),
      /is not refused with \d+ as the next place/,
    ],
    [
      "is silent when it is asked for its vote",
      losing(({ kind }) => kind === "vote-response"),
      /asked for a vote in term \d+, and is ignored/,
    ],
    [
      "would vote for nobody",
      remaking("pre-vote-response", () => ({ granted: false })),
      /would be voted for in term \d+: true, and is told false/,
    ],
    [
      "answers linearizable reads by its lease",
      (output) => {
        output.reads.forEach((read, place) => {
          output.reads[place] = { ...read, by: "lease" };
        });
      },
      /a (linearizable|stale) read is answered by lease/,
    ],
    [
      "sends pieces of a snapshot that it did not read",
      remaking("snapshot-request", (message) => {
        const { offset } = message as Extract<typeof message, { readonly kind: "snapshot-request" }>;
        return { offset: offset + 1 };
      }),
      /and was not read for it/,
    ],
    [
      "takes no snapshot",
      (output) => {
        output.takeSnapshot = undefined;
      },
      /entries are in no snapshot, and none is taken/,
    ],
    [
      "does not ask for its readers",
      losing(({ kind }, input) => kind === "read-index-request" && input.kind === "read"),
      /reads wait for n\d, and it is not asked what is committed/,
    ],
    [
      "answers no piece of a snapshot",
      losing((message) => message.kind === "snapshot-response" && message.status === "resume"),
      /a piece of snapshot \d+ is not answered/,
    ],
    [
      "counts its rounds on from term to term",
      remaking("append-request", (message) => {
        const { readRound } = message as Extract<typeof message, { readonly kind: "append-request" }>;
        return { readRound: readRound + 7 };
      }),
      /the first round of term \d+ is round 7/,
    ],
    [
      "writes its vote again",
      (output, { kind }, { view }) => {
        if (kind !== "deadline") return;
        output.writes.push({ kind: "hard-state", number: 0, term: view.term, votedFor: view.votedFor });
      },
      /are written (again|2 times in one step)/,
    ],
    [
      "does not ask again",
      losing(({ kind }, input) => kind === "read-index-request" && input.kind === "message"),
      /is not asked again/,
    ],
  ])("that %s is found out", (_, spoil, says) => {
    expect(firstMessage(spoiled(spoil))).toMatch(says);
  });
});

/** The core, but a copy breaks at the news of one write of the two that are chosen of: the last reported, and the last. */
function brittle(choose: (reported: number, last: number) => number): RaftCore {
  const heard = new WeakMap<Raft, { reported: number; last: number }>();
  const noted = spoiled((output, input, raft) => {
    const { last, reported } = heard.get(raft) ?? { last: 0, reported: 0 };
    heard.set(raft, {
      last: output.writes.at(-1)?.number ?? last,
      reported: input.kind === "written" ? Math.max(reported, input.write) : reported,
    });
  });
  return withCopies(noted, (_, input, __, original) => {
    const { last, reported } = heard.get(original)!;
    if (input.kind !== "written" || reported === last || input.write !== choose(reported, last)) return;
    throw new Error("two reports contradict");
  });
}

describe("after a piece of a snapshot a watched core tries on copies the report of", () => {
  test.each([
    ["a write that was reported before", brittle((reported) => reported)],
    ["the last write", brittle((_, last) => last)],
  ])("%s", (_, contradicting) => {
    expect(firstMessage(contradicting)).toMatch(
      /^A copy of n\d, \w+ of term \d+, was given the news that its write \d+ is durable: two reports contradict$/,
    );
  });

  test("writes, and holds them to the laws", () => {
    const rewriting: Spoil = (output, { kind }, { view }) => {
      if (kind !== "written") return;
      output.writes.push({ kind: "hard-state", number: 0, term: view.term, votedFor: view.votedFor });
    };
    expect(firstMessage(withCopies(core, rewriting))).toMatch(
      /^n\d, \w+ of term \d+, was given the news that its write \d+ is durable, .* are written again$/,
    );
  });
});

/** Of this leader the peers are those that it is said to have. */
function leaderWith(peersOf: () => Status["peers"]): Raft {
  const view = leaderView();
  const status = () => ({ ...view, peers: peersOf() });
  return { view, step: () => {}, status, fork: () => leaderWith(peersOf) } as unknown as Raft;
}

test("a copy of a watched node knows what the node knew of its peers", () => {
  let matchIndex = 5;
  const leading = watched(startedBy(() => leaderWith(() => [peer(2, matchIndex), peer(3)])));
  const leader = leading.Raft.start({ ...OPTIONS, founders: [1, 2, 3] }, {} as never, 0);
  const output = Object.assign(new core.Output(), { deadlineUs: OPTIONS.heartbeatIntervalUs });
  const goOn = (node: Raft) => () => node.step(0, { kind: "unreachable", peer: 2 }, output);
  expect(goOn(leader)).not.toThrow();
  const copy = leader.fork();
  expect(goOn(copy.fork())).not.toThrow();
  matchIndex = 4;
  expect(goOn(copy)).toThrow("n2 is taken to match up to 4");
});
