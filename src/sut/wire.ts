import { hashInteger, hashTime } from "../machine/hash.ts";
import type { StampedRequest } from "../machine/stamped-request.ts";
import type { Entry, Message, MessageKind } from "../raft/index.ts";

const HEADER_BYTES = 40;
const ENTRY_HEADER_BYTES = 24;

const KIND_CODES: Readonly<Record<MessageKind, number>> = {
  "pre-vote-request": 1,
  "pre-vote-response": 2,
  "vote-request": 3,
  "vote-response": 4,
  "append-request": 5,
  "append-response": 6,
  "timeout-now": 7,
  "read-index-request": 8,
  "read-index-response": 9,
};

/** The size of a message on the wire. */
export function messageBytes(message: Message): number {
  let bytes = HEADER_BYTES;
  if (message.kind === "append-request") for (const entry of message.entries) bytes += entryBytes(entry);
  return bytes;
}

/** The size of an entry on the wire and on the disk. */
export function entryBytes(entry: Entry): number {
  return ENTRY_HEADER_BYTES + entry.bytes;
}

/** A 32-bit integer hash of an entry's contents, without its place in the log. */
export function entryDigest(entry: Entry): number {
  return entry.kind === "no-op" ? 0 : (entry.data as StampedRequest).digest;
}

/** A 32-bit integer hash of everything a message says. */
export function messageDigest(message: Message): number {
  const hash = hashInteger(message.term, KIND_CODES[message.kind]);
  switch (message.kind) {
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
    case "append-request": {
      let digest = hashInteger(
        message.prevLogTerm,
        hashInteger(message.prevLogIndex, hashInteger(message.round, hash)),
      );
      digest = hashInteger(message.readRound, hashInteger(message.leaderCommit, digest));
      for (const entry of message.entries) digest = hashInteger(entryDigest(entry), hashInteger(entry.term, digest));
      return digest;
    }
    case "append-response": {
      let digest = hashInteger(
        message.matchIndex,
        hashInteger(message.accepted ? 1 : 0, hashInteger(message.round, hash)),
      );
      digest = hashInteger(message.readRound, digest);
      return hashInteger(message.hintTerm, hashInteger(message.hintIndex, hashInteger(message.refusedIndex, digest)));
    }
    case "timeout-now":
      return hash;
    case "read-index-request":
      return hashTime(message.context, hash);
    case "read-index-response":
      return hashInteger(message.index, hashTime(message.context, hash));
  }
}
