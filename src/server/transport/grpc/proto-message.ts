import type { Configuration, Entry, Message, MessageKind } from "../../../raft/index.ts";
import { RefusalError } from "../refusal.ts";
import { assertPlace, bytesOf } from "../wire/entry-bytes.ts";
import { checkMessage } from "../wire/message-checks.ts";
import { SNAPSHOT_STATUSES } from "../wire/message-kind.ts";
import { malformed } from "../wire/payload-reader.ts";
import { type Fields, given, nodeId, plainFields, safeNumber } from "./proto-checks.ts";

/** `Message` of the .proto. */
export interface ProtoMessage extends Fields {
  readonly group: number;
  /** Names the field that holds the rest; only in what was read. */
  readonly body?: string;
}

/** Field names of the .proto by message kind. */
const BODIES = {
  "pre-vote-request": "preVoteRequest",
  "pre-vote-response": "preVoteResponse",
  "vote-request": "voteRequest",
  "vote-response": "voteResponse",
  "append-request": "appendRequest",
  "append-response": "appendResponse",
  "snapshot-request": "snapshotRequest",
  "snapshot-response": "snapshotResponse",
  "timeout-now": "timeoutNow",
  "read-index-request": "readIndexRequest",
  "read-index-response": "readIndexResponse",
} as const satisfies Record<MessageKind, string>;

const KINDS = new Map<string, MessageKind>(
  Object.entries(BODIES).map(([kind, body]) => [body, kind as MessageKind] as const),
);

export function toProto(group: number, message: Message): ProtoMessage {
  const { from, to, term } = message;
  return { group, from, to, term, [BODIES[message.kind]]: bodyOf(message) };
}

/** Of fields that have the same name and form here and there, the .proto picks those it knows. */
function bodyOf(message: Message): object {
  switch (message.kind) {
    case "append-request":
      return {
        ...message,
        entries: message.entries.map((entry, at) => protoEntry(entry, message.prevLogIndex + 1 + at)),
      };
    case "snapshot-request":
      return { ...message, data: bytesOf(message) };
    case "snapshot-response":
      return { ...message, status: protoStatus(message.status) };
    default:
      return message;
  }
}

function protoEntry(entry: Entry, place: number): Fields {
  assertPlace(entry, place);
  const { term } = entry;
  switch (entry.kind) {
    case "command":
      return { term, command: bytesOf(entry) };
    case "no-op":
      return { term, noOp: {} };
    case "configuration":
      return { term, configuration: entry.data };
  }
}

/** Throws a `RefusalError` where the message is none. */
export function fromProto(proto: ProtoMessage): Message {
  const kind = KINDS.get(proto.body ?? "");
  if (kind === undefined) throw new RefusalError("unknown-kind", "a message without a body that is known here");
  const { from, to, term } = proto;
  const envelope = { kind, from: nodeId(from), to: nodeId(to), term: safeNumber(term) };
  const body = proto[BODIES[kind]] as Fields;
  // The fields of the .proto are those of the core's messages; what is checked is what a .proto cannot say.
  const message = { ...envelope, ...messageBody(kind, body) } as Message;
  checkMessage(message);
  return message;
}

function messageBody(kind: MessageKind, body: Fields): Fields {
  switch (kind) {
    case "append-request": {
      const { entries, ...rest } = body;
      const { prevLogIndex } = plainFields(rest);
      return { ...rest, entries: (entries as Fields[]).map((one, at) => entryOf(one, Number(prevLogIndex) + 1 + at)) };
    }
    case "snapshot-request": {
      const { snapshot, data, ...rest } = body;
      return { ...plainFields(rest), snapshot: snapshotOf(snapshot), ...commandOf(data) };
    }
    case "snapshot-response": {
      const { status, ...rest } = body;
      return { ...plainFields(rest), status: statusOf(status) };
    }
    default:
      return plainFields(body);
  }
}

function entryOf({ term, content, command, configuration }: Fields, index: number): Entry {
  const header = { index: safeNumber(index), term: safeNumber(term) };
  switch (content) {
    case "command":
      return { kind: "command", ...header, ...commandOf(command) };
    case "noOp":
      return { kind: "no-op", ...header, bytes: 0, data: undefined };
    case "configuration":
      return { kind: "configuration", ...header, bytes: 0, data: configurationOf(configuration) };
    default:
      throw malformed(`entry ${index} has no content`);
  }
}

/** A copy: what was read is a view of a whole parcel, which an entry in the log would keep alive. */
function commandOf(read: unknown): { data: Uint8Array; bytes: number } {
  const data = new Uint8Array(read as Uint8Array);
  return { data, bytes: data.length };
}

function snapshotOf(snapshot: unknown): Fields {
  const { index, term, configuration } = given(snapshot, "snapshot");
  return { index: safeNumber(index), term: safeNumber(term), configuration: configurationOf(configuration) };
}

function configurationOf(read: unknown): Configuration {
  const { leavesByItself, ...lists } = given(read, "configuration");
  for (const list of Object.values(lists) as number[][]) {
    for (const [place, id] of list.entries()) {
      if (nodeId(id) <= (list[place - 1] ?? 0)) throw malformed(`server ${id} is listed behind ${list[place - 1]}`);
    }
  }
  return { ...lists, leavesByItself } as Configuration;
}

function protoStatus(status: (typeof SNAPSHOT_STATUSES)[number]): string {
  return status.toUpperCase().replace("-", "_");
}

function statusOf(read: unknown): (typeof SNAPSHOT_STATUSES)[number] {
  const status = SNAPSHOT_STATUSES.find((one) => protoStatus(one) === read);
  if (status === undefined) throw malformed(`${read} is no status of a snapshot`);
  return status;
}
