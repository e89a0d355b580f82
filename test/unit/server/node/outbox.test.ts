import { describe, expect, test } from "vitest";
import type { AppendRequest, AppendResponse, Entry, Message } from "../../../../src/raft/index.ts";
import { Outbox } from "../../../../src/server/node/outbox.ts";

const entry: Entry = { index: 6, term: 2, kind: "no-op", data: undefined, bytes: 0 };

const request = (said: Partial<AppendRequest> = {}): AppendRequest => ({
  kind: "append-request",
  from: 1,
  to: 2,
  term: 2,
  round: 1,
  readRound: 0,
  prevLogIndex: 5,
  prevLogTerm: 2,
  entries: [],
  leaderCommit: 4,
  ...said,
});

const response = (said: Partial<AppendResponse> = {}): AppendResponse => ({
  kind: "append-response",
  from: 2,
  to: 1,
  term: 2,
  round: 1,
  readRound: 0,
  accepted: true,
  matchIndex: 5,
  refusedIndex: 0,
  hintIndex: 0,
  hintTerm: 0,
  ...said,
});

function sent(...messages: Message[]): Message[] {
  const outbox = new Outbox();
  for (const message of messages) outbox.add(message, 0);
  const out: Message[] = [];
  outbox.empty((message) => out.push(message));
  outbox.empty((message) => out.push(message));
  return out;
}

test("messages leave once and in order", () => {
  const messages = [request(), request({ to: 3 }), response({ to: 4 })];
  expect(sent(...messages)).toEqual(messages);
});

test("news of a commit is left out when entries follow that say it too", () => {
  const entries = request({ entries: [entry], leaderCommit: 5 });
  expect(sent(request(), request({ to: 3 }), entries)).toEqual([request({ to: 3 }), entries]);
});

test("of acknowledgements only the last is sent", () => {
  const last = response({ matchIndex: 9, readRound: 1 });
  expect(sent(response(), response({ matchIndex: 7 }), last)).toEqual([last]);
});

test.each<[string, Message, Message]>([
  ["entries", request({ entries: [entry] }), request({ prevLogIndex: 6 })],
  ["another term", request(), request({ term: 3 })],
  ["another round", request(), request({ round: 2 })],
  ["a later round of reads", request({ readRound: 3 }), request({ readRound: 2 })],
  ["a later place in the log", request({ prevLogIndex: 7 }), request({ prevLogIndex: 6 })],
  ["a later commit", request({ leaderCommit: 5 }), request({ leaderCommit: 4 })],
  ["a refusal", response({ accepted: false, refusedIndex: 5, matchIndex: 0 }), response()],
  ["an acceptance before a refusal", response(), response({ accepted: false, refusedIndex: 5, matchIndex: 0 })],
  ["a later match", response({ matchIndex: 6 }), response({ matchIndex: 5 })],
])("%s is never left out", (_, earlier, later) => {
  expect(sent(earlier, later)).toEqual([earlier, later]);
});

describe("the bare news of a commit", () => {
  const news = request({ leaderCommit: 5 });

  /** What leaves at 0 us after an earlier request, and what at 2,999 and at 3,000 us. */
  function leaving(...messages: Message[]): Message[][] {
    const outbox = new Outbox();
    outbox.add(request({ entries: [entry], leaderCommit: 4 }), 0);
    outbox.empty(() => {});
    for (const message of messages) outbox.add(message, 0);
    return [0, 2_999, 3_000, 6_000].map((nowUs) => {
      const out: Message[] = [];
      outbox.releaseNews(nowUs);
      outbox.empty((message) => out.push(message));
      return out;
    });
  }

  test("waits for a moment, and leaves once", () => {
    expect(leaving(news)).toEqual([[], [], [news], []]);
  });

  test("is left out when entries come meanwhile that say it too", () => {
    const entries = request({ entries: [entry], leaderCommit: 5 });
    expect(leaving(news, entries)).toEqual([[entries], [], [], []]);
  });

  test("leaves before whatever else is said to that server", () => {
    const answer: Message = { kind: "read-index-response", from: 1, to: 2, term: 2, context: 1, index: 5 };
    expect(leaving(news, answer)).toEqual([[news, answer], [], [], []]);
  });

  test("of one server waits although another is told something", () => {
    const entries = request({ to: 3, entries: [entry], leaderCommit: 5 });
    expect(leaving(news, entries)).toEqual([[entries], [], [news], []]);
  });

  test("of several commits is told once", () => {
    const later = request({ leaderCommit: 7 });
    expect(leaving(news, later)).toEqual([[], [], [later], []]);
  });

  test.each<[string, AppendRequest]>([
    ["a heartbeat", request()],
    ["a round of reads", request({ leaderCommit: 5, readRound: 1 })],
    ["a probe", request({ leaderCommit: 5, round: 2 })],
    ["a new leader", request({ leaderCommit: 5, term: 3 })],
  ])("%s does not wait", (_, message) => {
    expect(leaving(message)).toEqual([[message], [], [], []]);
  });

  test("has a time at which it is due, and none without any", () => {
    const outbox = new Outbox();
    expect(outbox.deadlineUs).toBe(Number.POSITIVE_INFINITY);
    outbox.add(request(), 0);
    outbox.add(news, 500);
    expect(outbox.deadlineUs).toBe(3_500);
    outbox.releaseNews(3_500);
    expect(outbox.deadlineUs).toBe(Number.POSITIVE_INFINITY);
  });
});
