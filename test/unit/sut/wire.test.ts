import { describe, expect, test } from "vitest";
import type { Message, MessageKind } from "../../../src/raft/index.ts";
import { entryBytes, entryDigest, messageBytes, messageDigest } from "../../../src/sut/wire.ts";
import { commands, entryOf, putRequest } from "./entries.ts";

/** A message, and messages that each differ from it in one field. */
function variants<Kind extends MessageKind>(
  message: Extract<Message, { kind: Kind }>,
  changes: readonly Partial<Extract<Message, { kind: Kind }>>[],
): Message[] {
  return [message, ...changes.map((change) => ({ ...message, ...change }) as Message)];
}

const header = { from: 1, to: 2, term: 5 };
const request = { lastLogIndex: 3, lastLogTerm: 4 };
const requestChanges = [{ term: 6 }, { lastLogIndex: 4 }, { lastLogTerm: 3 }];
const entries = commands(8, 4, 5);

const FAMILIES: readonly (readonly Message[])[] = [
  variants<"pre-vote-request">({ kind: "pre-vote-request", ...header, ...request }, requestChanges),
  variants<"vote-request">({ kind: "vote-request", ...header, ...request, forced: false }, [
    ...requestChanges,
    { forced: true },
  ]),
  variants<"pre-vote-response">({ kind: "pre-vote-response", ...header, electionTerm: 6, granted: true }, [
    { term: 6 },
    { electionTerm: 7 },
    { granted: false },
  ]),
  variants<"vote-response">({ kind: "vote-response", ...header, granted: true }, [{ term: 6 }, { granted: false }]),
  variants<"append-request">(
    {
      kind: "append-request",
      ...header,
      round: 1,
      readRound: 4,
      prevLogIndex: 7,
      prevLogTerm: 4,
      entries,
      leaderCommit: 6,
    },
    [
      { term: 6 },
      { round: 2 },
      { readRound: 5 },
      { prevLogIndex: 8 },
      { prevLogTerm: 3 },
      { leaderCommit: 7 },
      { entries: [] },
      { entries: entries.slice(0, 1) },
      { entries: [entries[1]!, entries[0]!] },
      { entries: commands(8, 4, 6) },
      { entries: [entries[0]!, entryOf(9, 5, putRequest(9, "another value"))] },
      { entries: [entries[0]!, entryOf(9, 5)] },
    ],
  ),
  variants<"append-response">(
    {
      kind: "append-response",
      ...header,
      round: 1,
      readRound: 4,
      accepted: true,
      matchIndex: 3,
      refusedIndex: 0,
      hintIndex: 0,
      hintTerm: 0,
    },
    [
      { term: 6 },
      { round: 2 },
      { readRound: 5 },
      { accepted: false },
      { matchIndex: 4 },
      { refusedIndex: 1 },
      { hintIndex: 1 },
      { hintTerm: 1 },
    ],
  ),
  variants<"timeout-now">({ kind: "timeout-now", ...header }, [{ term: 6 }]),
  variants<"read-index-request">({ kind: "read-index-request", ...header, context: 2 ** 40 }, [
    { term: 6 },
    { context: 2 ** 40 + 1 },
    { context: 2 ** 41 },
  ]),
  variants<"read-index-response">({ kind: "read-index-response", ...header, context: 7, index: 8 }, [
    { term: 6 },
    { context: 9 },
    { index: 9 },
  ]),
];

describe("a message's digest", () => {
  test("differs when anything it says differs, its kind included", () => {
    const all = FAMILIES.flat();
    expect(new Set(all.map(messageDigest)).size).toBe(all.length);
  });

  test("is a 32-bit integer and the same for equal messages", () => {
    for (const message of FAMILIES.flat()) {
      const digest = messageDigest(message);
      expect(digest | 0).toBe(digest);
      expect(messageDigest(structuredClone(message))).toBe(digest);
    }
  });
});

test("an entry's digest is of its command alone", () => {
  expect(entryDigest(entryOf(1, 1, putRequest(1)))).toBe(entryDigest(entryOf(5, 7, putRequest(1))));
  expect(entryDigest(entryOf(1, 1, putRequest(1)))).not.toBe(entryDigest(entryOf(1, 1, putRequest(2))));
  expect(entryDigest(entryOf(1, 1))).toBe(entryDigest(entryOf(2, 9)));
});

test("a message is as big as its header and what it carries", () => {
  const appends = FAMILIES.flat().filter((message) => message.kind === "append-request");
  const [append] = appends;
  const empty = appends.find((message) => message.entries.length === 0);
  const carried = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  expect(messageBytes(append!) - messageBytes(empty!)).toBe(carried);
  expect(entryBytes(entries[0]!)).toBeGreaterThan(entries[0]!.bytes);
  for (const message of FAMILIES.flat()) expect(messageBytes(message)).toBeGreaterThan(0);
});
