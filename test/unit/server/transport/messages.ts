import fc from "fast-check";
import type { Configuration, Entry, Message, NodeId } from "../../../../src/raft/index.ts";

/** Small numbers, numbers around the limits of 32 bits, and the largest. */
const number = fc.oneof(
  fc.nat(9),
  fc.integer({ min: 2 ** 32 - 2, max: 2 ** 32 + 2 }),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER - 100 }),
);
const node = number.map((value) => value + 1);
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
    const entries = contents.map((one, place) => ({ ...one, index: fields.prevLogIndex + place + 1 }) as Entry);
    return { kind: "append-request", ...fields, entries };
  });

const piece = fc
  .record({
    ...envelope,
    snapshot: fc.record({ index: number, term: number, configuration }),
    offset: number,
    data: bytes,
    isLast: fc.boolean(),
  })
  .map((fields): Message => ({ kind: "snapshot-request", ...fields, bytes: fields.data.length }));

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
  of("read-index-request", { context: number }),
  of("read-index-response", { context: number, index: number }),
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
