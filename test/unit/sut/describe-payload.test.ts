import { expect, test } from "vitest";
import { createRegistration, createReply, createRequest } from "../../../src/machine/index.ts";
import { createRead } from "../../../src/machine/read.ts";
import type { Entry, Message } from "../../../src/raft/index.ts";
import { describePayload } from "../../../src/sut/index.ts";

const header = { from: 1, to: 2, term: 3 };
const entries: Entry[] = [
  { kind: "no-op", index: 5, term: 3, bytes: 0, data: undefined },
  { kind: "command", index: 6, term: 3, bytes: 1, data: undefined },
];
const append = { ...header, kind: "append-request", round: 0, readRound: 0, prevLogIndex: 4, prevLogTerm: 2 } as const;
const answer = { ...header, kind: "append-response", round: 0, readRound: 0, hintIndex: 1, hintTerm: 1 } as const;
const snapshot = {
  index: 9,
  term: 2,
  configuration: { voters: [1], outgoing: [], learners: [], learnersNext: [], leavesByItself: false },
};
const piece = { ...header, kind: "snapshot-response", index: 9, answeredOffset: 0, offset: 64 } as const;

const MESSAGES: readonly (readonly [Message, object])[] = [
  [
    { ...append, entries, leaderCommit: 4 },
    {
      text: "after 4:2, entries 5:3, 6:3, commit 4",
      entries: [
        [5, 3],
        [6, 3],
      ],
    },
  ],
  [{ ...append, entries: [], leaderCommit: 4 }, { text: "after 4:2, no entries, commit 4" }],
  [
    { ...answer, accepted: true, matchIndex: 6, refusedIndex: 0 },
    { text: "matches up to 6", agrees: true, upTo: 6 },
  ],
  [
    { ...answer, accepted: false, matchIndex: 0, refusedIndex: 4 },
    { text: "no match at 4, perhaps at 1:1", agrees: false },
  ],
  [
    { ...header, kind: "vote-request", lastLogIndex: 4, lastLogTerm: 2, forced: false },
    { text: "its log ends at 4:2" },
  ],
  [
    { ...header, kind: "vote-request", lastLogIndex: 4, lastLogTerm: 2, forced: true },
    { text: "its log ends at 4:2, and the leader wants it" },
  ],
  [
    { ...header, kind: "vote-response", granted: true },
    { text: "granted", agrees: true },
  ],
  [
    { ...header, kind: "pre-vote-request", lastLogIndex: 4, lastLogTerm: 2 },
    { text: "would stand for term 3, its log ends at 4:2" },
  ],
  [
    { ...header, kind: "pre-vote-response", electionTerm: 4, granted: false },
    { text: "would not vote for it in term 4", agrees: false },
  ],
  [
    { ...header, kind: "snapshot-request", snapshot, offset: 0, data: undefined, bytes: 64, isLast: true },
    { text: "snapshot up to 9:2, bytes 0 to 64, the last" },
  ],
  [{ ...piece, status: "resume", matchIndex: 0 }, { text: "snapshot 9, go on from byte 64" }],
  [
    { ...piece, status: "installed", matchIndex: 9 },
    { text: "snapshot 9 is installed, matches up to 9", upTo: 9 },
  ],
  [{ ...header, kind: "timeout-now" }, { text: "stand for election now" }],
  [{ ...header, kind: "read-index-request", context: 7 }, { text: "what must read 7 see" }],
  [{ ...header, kind: "read-index-response", context: 7, index: 5 }, { text: "read 7 must see 5" }],
];

test.each(MESSAGES)("a message of Raft is told: $kind", (message, words) => {
  expect(describePayload(message)).toEqual({ kind: message.kind, term: 3, ...words });
});

test("messages of clients and to them are told without a term", () => {
  const request = createRequest(6, 1, 2, { kind: "get", key: "k" });
  const told = [
    request,
    createRegistration(6, 1),
    createRead(6, 3, { kind: "get", key: "k" }, "stale", 10),
    createReply(request, "applied", 1, 8, { previous: "v" }),
    createReply(request, "not-leader", 2),
    createReply(request, "session-expired", 2),
  ].map((payload) => describePayload(payload));
  expect(told.map(({ text }) => text)).toEqual([
    'command 2: {"kind":"get","key":"k"}',
    "asks for a session",
    'stale read 3: {"kind":"get","key":"k"}',
    'to 2: applied at 8, {"previous":"v"}',
    "to 2: n2 leads",
    "to 2: session expired",
  ]);
  expect(told.every(({ term }) => term === 0)).toBe(true);
});

test("what was damaged from the beginning says nothing, and long data is told in part", () => {
  expect(describePayload(undefined)).toEqual({ kind: "damaged", term: 0, text: "fails its checksum" });
  const { text } = describePayload(createRequest(6, 1, 1, { text: "x".repeat(1_000) }));
  expect(text.length).toBeLessThan(150);
});
