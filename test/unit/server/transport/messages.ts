import fc from "fast-check";
import type { Configuration, Entry, Message, NodeId } from "../../../../src/raft/index.ts";

/** Small numbers, numbers around the limits of 32 bits, and the largest. */
const number = fc.oneof(
  fc.nat(9),
  fc.integer({ min: 2 ** 32 - 2, max: 2 ** 32 + 2 }),
  fc.integer({ min: 0, max: 2 ** 50 - 100 }),
);
const node = fc.oneof(number, fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER - 1 })).map((value) => value + 1);
const bytes = fc.uint8Array({ maxLength: 200 });
const nodes = fc.uniqueArray(node, { maxLength: 4 }).map((list) => list.sort((one, other) => one - other));

const configuration: fc.Arbitrary<Configuration> = fc.record({
  voters: nodes,
  outgoing: nodes,
  learners: nodes,
  learnersNext: nodes,
  leavesByItself: fc.boolean(),
});

type Content = Pick<Entry, "kind" | "term" | "bytes" | "data">;

const content: fc.Arbitrary<Content> = fc.oneof(
  fc.record({ term: number, data: bytes }).map((entry) => ({
    kind: "command" as const,
    ...entry,
    bytes: entry.data.length,
  })),
  number.map((term) => ({ kind: "no-op" as const, term, bytes: 0, data: undefined })),
  fc
    .record({ term: number, data: configuration })
    .map((entry) => ({ kind: "configuration" as const, ...entry, bytes: 0 })),
);

const envelope = { from: node, to: node, term: number };

function of<Kind extends Message["kind"]>(
  kind: Kind,
  fields: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<Message> {
  return fc.record({ kind: fc.constant(kind), ...envelope, ...fields }) as unknown as fc.Arbitrary<Message>;
}

const append = fc
  .record({
    ...envelope,
    round: number,
    readRound: number,
    prevLogIndex: number,
    prevLogTerm: number,
    leaderCommit: number,
    contents: fc.array(content, { maxLength: 6 }),
  })
  .map(({ contents, ...fields }): Message => {
    const terms = [fields.prevLogTerm, ...contents.map((one) => one.term), fields.term];
    const [prevLogTerm, ...later] = terms.sort((one, other) => one - other);
    const entries = contents.map(
      (one, place) => ({ ...one, index: fields.prevLogIndex + place + 1, term: later[place] }) as Entry,
    );
    return { kind: "append-request", ...fields, prevLogTerm: prevLogTerm!, entries, term: later.at(-1)! };
  });

const piece = fc
  .record({
    ...envelope,
    snapshot: fc.record({ index: number, term: number, configuration }),
    offset: number,
    data: bytes,
    isLast: fc.boolean(),
  })
  .map(({ snapshot, term, ...fields }): Message => {
    const [earlier, later] = [Math.min(term, snapshot.term), Math.max(term, snapshot.term)];
    const kind = "snapshot-request";
    return { kind, ...fields, snapshot: { ...snapshot, term: earlier }, term: later, bytes: fields.data.length };
  });

/** Every kind of message, as a real server may send it. */
export const arbitraryMessage: fc.Arbitrary<Message> = fc.oneof(
  of("pre-vote-request", { lastLogIndex: number, lastLogTerm: number }),
  of("pre-vote-response", { electionTerm: number, granted: fc.boolean() }),
  of("vote-request", { lastLogIndex: number, lastLogTerm: number, forced: fc.boolean() }),
  of("vote-response", { granted: fc.boolean() }),
  append,
  of("append-response", {
    round: number,
    readRound: number,
    accepted: fc.boolean(),
    matchIndex: number,
    refusedIndex: number,
    hintIndex: number,
    hintTerm: number,
  }),
  piece,
  of("snapshot-response", {
    index: number,
    answeredOffset: number,
    status: fc.constantFrom("resume", "installed", "not-needed"),
    offset: number,
    matchIndex: number,
  }),
  of("timeout-now", {}),
  of("read-index-request", { context: fc.maxSafeNat() }),
  of("read-index-response", { context: fc.maxSafeNat(), index: number }),
);

/** An append request with commands of so many bytes each. */
export function appendOf(from: NodeId, to: NodeId, count: number, entryBytes: number): Message {
  const entries = Array.from(
    { length: count },
    (_, place): Entry => ({
      kind: "command",
      index: 1001 + place,
      term: 3,
      bytes: entryBytes,
      data: new Uint8Array(entryBytes).fill(place + 1),
    }),
  );
  return {
    kind: "append-request",
    from,
    to,
    term: 3,
    round: 1,
    readRound: 7,
    prevLogIndex: 1000,
    prevLogTerm: 3,
    entries,
    leaderCommit: 990,
  };
}

/** What a real server never sends, and where a node that believed it would end. */
export const incredibleMessages: readonly [string, Message][] = [
  ["a term that cannot be counted on from", { kind: "timeout-now", from: 2, to: 1, term: 2 ** 50 }],
  ["a round that cannot", { ...appendOf(2, 1, 0, 0), round: 2 ** 50 } as Message],
  ["entries up to an index that cannot", { ...appendAt(2 ** 50 - 1), entries: [noOp(2 ** 50, 3)] }],
  ["an entry of a newer term than its leader's", { ...appendAt(1000), entries: [noOp(1001, 4)] }],
  ["terms that fall", { ...appendAt(1000), entries: [noOp(1001, 3), noOp(1002, 2)], prevLogTerm: 1 }],
  ["a term that falls at once", { ...appendAt(1000), entries: [noOp(1001, 2)] }],
  ["a log of a newer term than its leader's", { ...appendAt(1000), prevLogTerm: 4 }],
  ["a snapshot of a newer term than its leader's", pieceOf(10, 4)],
  ["a snapshot up to an index that cannot be counted on from", pieceOf(2 ** 50, 3)],
];

function appendAt(prevLogIndex: number): Message & { kind: "append-request" } {
  return { ...(appendOf(2, 1, 0, 0) as Message & { kind: "append-request" }), prevLogIndex };
}

function noOp(index: number, term: number): Entry {
  return { kind: "no-op", index, term, bytes: 0, data: undefined };
}

function pieceOf(index: number, term: number): Message {
  const configuration = { voters: [1, 2], outgoing: [], learners: [], learnersNext: [], leavesByItself: false };
  const snapshot = { index, term, configuration };
  return {
    kind: "snapshot-request",
    from: 2,
    to: 1,
    term: 3,
    snapshot,
    offset: 0,
    data: new Uint8Array(1),
    bytes: 1,
    isLast: true,
  };
}
