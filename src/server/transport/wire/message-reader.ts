import type { Configuration, Entry, Message, MessageKind, NodeId } from "../../../raft/index.ts";
import { RefusalError } from "../refusal.ts";
import { checkMessage } from "./message-checks.ts";
import { ENTRY_KINDS, kindOfNumber, type MessageOf, SNAPSHOT_STATUSES } from "./message-kind.ts";
import { malformed, type PayloadReader } from "./payload-reader.ts";

type Envelope = Pick<Message, "from" | "to" | "term">;

/** Reads the message of one frame. Throws a `RefusalError` where the bytes are none. */
export function readMessage(kindNumber: number, payload: PayloadReader): Message {
  const kind = kindOfNumber(kindNumber);
  if (kind === undefined) throw new RefusalError("unknown-kind", `no message has the number ${kindNumber}`);
  const envelope = { from: readNode(payload), to: readNode(payload), term: payload.u64() };
  const message = readBody(kind, envelope, payload);
  payload.finish();
  checkMessage(message);
  return message;
}

function readBody(kind: MessageKind, envelope: Envelope, payload: PayloadReader): Message {
  switch (kind) {
    case "pre-vote-request":
      return { kind, ...envelope, lastLogIndex: payload.u64(), lastLogTerm: payload.u64() };
    case "pre-vote-response":
      return { kind, ...envelope, electionTerm: payload.u64(), granted: payload.flag() };
    case "vote-request":
      return {
        kind,
        ...envelope,
        lastLogIndex: payload.u64(),
        lastLogTerm: payload.u64(),
        forced: payload.flag(),
      };
    case "vote-response":
      return { kind, ...envelope, granted: payload.flag() };
    case "append-request":
      return readAppend(envelope, payload);
    case "append-response":
      return {
        kind,
        ...envelope,
        round: payload.u64(),
        readRound: payload.u64(),
        accepted: payload.flag(),
        matchIndex: payload.u64(),
        refusedIndex: payload.u64(),
        hintIndex: payload.u64(),
        hintTerm: payload.u64(),
      };
    case "snapshot-request":
      return readPiece(envelope, payload);
    case "snapshot-response":
      return {
        kind,
        ...envelope,
        index: payload.u64(),
        answeredOffset: payload.u64(),
        status: oneOf(SNAPSHOT_STATUSES, payload),
        offset: payload.u64(),
        matchIndex: payload.u64(),
      };
    case "timeout-now":
      return { kind, ...envelope };
    case "read-index-request":
      return { kind, ...envelope, context: payload.u64() };
    case "read-index-response":
      return { kind, ...envelope, context: payload.u64(), index: payload.u64() };
  }
}

function readAppend(envelope: Envelope, payload: PayloadReader): MessageOf<"append-request"> {
  const round = payload.u64();
  const readRound = payload.u64();
  const prevLogIndex = payload.u64();
  const prevLogTerm = payload.u64();
  const leaderCommit = payload.u64();
  const count = payload.u32();
  if (prevLogIndex + count > Number.MAX_SAFE_INTEGER) throw malformed(`${count} entries behind ${prevLogIndex}`);
  const entries: Entry[] = [];
  if (count > 0) payload.detach();
  for (let place = 1; place <= count; place++) entries.push(readEntry(prevLogIndex + place, payload));
  return {
    kind: "append-request",
    ...envelope,
    round,
    readRound,
    prevLogIndex,
    prevLogTerm,
    entries,
    leaderCommit,
  };
}

function readEntry(index: number, payload: PayloadReader): Entry {
  const kind = oneOf(ENTRY_KINDS, payload);
  const term = payload.u64();
  switch (kind) {
    case "command": {
      const bytes = payload.u32();
      return { kind, index, term, bytes, data: payload.view(bytes) };
    }
    case "no-op":
      return { kind, index, term, bytes: 0, data: undefined };
    case "configuration":
      return { kind, index, term, bytes: 0, data: readConfiguration(payload) };
  }
}

function readPiece(envelope: Envelope, payload: PayloadReader): MessageOf<"snapshot-request"> {
  const snapshot = { index: payload.u64(), term: payload.u64(), configuration: readConfiguration(payload) };
  const offset = payload.u64();
  const isLast = payload.flag();
  const bytes = payload.u32();
  return { kind: "snapshot-request", ...envelope, snapshot, offset, data: payload.view(bytes), bytes, isLast };
}

function readConfiguration(payload: PayloadReader): Configuration {
  return {
    voters: readNodes(payload),
    outgoing: readNodes(payload),
    learners: readNodes(payload),
    learnersNext: readNodes(payload),
    leavesByItself: payload.flag(),
  };
}

/** Servers that ascend, each once: the core relies on it. */
function readNodes(payload: PayloadReader): NodeId[] {
  const nodes: NodeId[] = [];
  const count = payload.u32();
  for (let place = 0; place < count; place++) {
    const node = readNode(payload);
    const before = nodes.at(-1);
    if (before !== undefined && before >= node) throw malformed(`server ${node} is listed behind ${before}`);
    nodes.push(node);
  }
  return nodes;
}

export function readNode(payload: PayloadReader): NodeId {
  const node = payload.u64();
  if (node === 0) throw malformed("server 0 is nobody");
  return node;
}

function oneOf<Value>(values: readonly Value[], payload: PayloadReader): Value {
  const place = payload.u8();
  const value = values[place];
  if (value === undefined) throw malformed(`${place} is none of ${values.join(", ")}`);
  return value;
}
