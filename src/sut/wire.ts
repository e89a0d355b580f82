import { hashInteger, hashTime } from "../machine/hash.ts";
import type { StampedRequest } from "../machine/stamped-request.ts";
import type {
  AppendRequest,
  AppendResponse,
  Configuration,
  Entry,
  Message,
  MessageKind,
  SnapshotResponse,
  Write,
} from "../raft/index.ts";

/** What any message costs on the wire; those that carry nothing, no more. */
export const HEADER_BYTES = 40;
const ENTRY_HEADER_BYTES = 24;
/** What one server costs in a configuration: its name and its part. */
const SERVER_BYTES = 8;
const HARD_STATE_BYTES = 32;

const APPEND_REQUEST = 5;
const APPEND_RESPONSE = 6;

const KIND_CODES: Readonly<Record<Exclude<MessageKind, "append-request" | "append-response">, number>> = {
  "pre-vote-request": 1,
  "pre-vote-response": 2,
  "vote-request": 3,
  "vote-response": 4,
  "snapshot-request": 7,
  "snapshot-response": 8,
  "timeout-now": 9,
  "read-index-request": 10,
  "read-index-response": 11,
};

const STATUS_CODES: Readonly<Record<SnapshotResponse["status"], number>> = { resume: 1, installed: 2, "not-needed": 3 };

/** The size of a message on the wire. */
export function messageBytes(message: Message): number {
  if (message.kind === "append-request") return appendRequestBytes(message);
  return message.kind === "snapshot-request" ? HEADER_BYTES + message.bytes : HEADER_BYTES;
}

export function appendRequestBytes({ entries }: AppendRequest): number {
  let bytes = HEADER_BYTES;
  for (const entry of entries) bytes += entryBytes(entry);
  return bytes;
}

/** The size of a write on the disk. */
export function writeBytes(write: Write): number {
  let bytes = HARD_STATE_BYTES;
  if (write.kind === "append") for (const entry of write.entries) bytes += entryBytes(entry);
  else if (write.kind === "snapshot-chunk") bytes += write.bytes;
  return bytes;
}

/** The size of an entry on the wire and on the disk. */
export function entryBytes(entry: Entry): number {
  if (entry.kind !== "configuration") return ENTRY_HEADER_BYTES + entry.bytes;
  const { voters, outgoing, learners, learnersNext } = entry.data;
  return ENTRY_HEADER_BYTES + SERVER_BYTES * (voters.length + outgoing.length + learners.length + learnersNext.length);
}

/** A 32-bit integer hash of an entry's contents, without its place in the log. */
export function entryDigest(entry: Entry): number {
  switch (entry.kind) {
    case "no-op":
      return 0;
    case "configuration":
      return configurationDigest(entry.data);
    case "command":
      return (entry.data as StampedRequest).digest;
  }
}

/** A 32-bit integer hash of who belongs to a configuration, and as what. */
function configurationDigest({ voters, outgoing, learners, learnersNext, leavesByItself }: Configuration): number {
  let digest = leavesByItself ? 2 : 1;
  for (const servers of [voters, outgoing, learners, learnersNext]) {
    digest = hashInteger(servers.length, digest);
    for (const server of servers) digest = hashInteger(server, digest);
  }
  return digest;
}

/** A 32-bit integer hash of everything a message says. */
export function messageDigest(message: Message): number {
  switch (message.kind) {
    case "append-request":
      return appendRequestDigest(message);
    case "append-response":
      return appendResponseDigest(message);
    default:
      return rareDigest(message);
  }
}

export function appendRequestDigest(request: AppendRequest): number {
  const place = hashInteger(request.round, hashInteger(request.term, APPEND_REQUEST));
  let digest = hashInteger(request.prevLogTerm, hashInteger(request.prevLogIndex, place));
  digest = hashInteger(request.readRound, hashInteger(request.leaderCommit, digest));
  for (const entry of request.entries) digest = hashInteger(entryDigest(entry), hashInteger(entry.term, digest));
  return digest;
}

export function appendResponseDigest(response: AppendResponse): number {
  const place = hashInteger(response.round, hashInteger(response.term, APPEND_RESPONSE));
  let digest = hashInteger(response.matchIndex, hashInteger(response.accepted ? 1 : 0, place));
  digest = hashInteger(response.refusedIndex, hashInteger(response.readRound, digest));
  return hashInteger(response.hintTerm, hashInteger(response.hintIndex, digest));
}

function rareDigest(message: Exclude<Message, AppendRequest | AppendResponse>): number {
  const { kind, term } = message;
  const hash = hashInteger(term, KIND_CODES[kind]);
  switch (kind) {
    case "pre-vote-request":
      return hashInteger(message.lastLogTerm, hashInteger(message.lastLogIndex, hash));
    case "vote-request": {
      const digest = hashInteger(message.lastLogTerm, hashInteger(message.lastLogIndex, hash));
      return hashInteger(message.forced ? 1 : 0, digest);
    }
    case "pre-vote-response":
      return hashInteger(message.granted ? 1 : 0, hashInteger(message.electionTerm, hash));
    case "vote-response":
      return hashInteger(message.granted ? 1 : 0, hash);
    case "snapshot-request": {
      const { snapshot } = message;
      const digest = hashInteger(snapshot.term, hashInteger(snapshot.index, hash));
      return hashInteger(message.isLast ? 1 : 0, hashInteger(message.bytes, hashInteger(message.offset, digest)));
    }
    case "snapshot-response": {
      const digest = hashInteger(message.answeredOffset, hashInteger(message.index, hash));
      const status = STATUS_CODES[message.status];
      return hashInteger(message.matchIndex, hashInteger(message.offset, hashInteger(status, digest)));
    }
    case "timeout-now":
      return hash;
    case "read-index-request":
      return hashTime(message.context, hash);
    case "read-index-response":
      return hashInteger(message.index, hashTime(message.context, hash));
  }
}
