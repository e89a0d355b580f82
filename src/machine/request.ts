import { hashInteger, hashString } from "./hash.ts";
import { freezePlain, hashPlain, plainBytes } from "./plain-data.ts";

/** What a client sends to a node, and what the log's entries carry. Immutable. Made by `createRequest`. */
export interface Request {
  readonly kind: "request";
  readonly client: number;
  /** Counts a client's commands from 1; a retry keeps it. */
  readonly sequence: number;
  /** Plain data, frozen. */
  readonly command: unknown;
  /** What the request counts for in every limit of size. */
  readonly bytes: number;
  /** A 32-bit integer hash of all of the above: computed once, for the wire and for the log. */
  readonly digest: number;
}

/** A node's answer. Only `applied` says what happened to the command; after the others the client tries again. */
export interface Reply {
  readonly kind: "reply";
  readonly client: number;
  readonly sequence: number;
  readonly outcome: "applied" | "not-leader" | "overloaded" | "leadership-lost";
  /** Applied: the log index of the command. Otherwise 0. */
  readonly index: number;
  /** Applied: the machine's answer, plain data. Otherwise undefined. */
  readonly result: unknown;
  /** Not leader: who is, as far as this node knows; 0 if unknown. */
  readonly leader: number;
}

/** What the numbers and names around a command or a result cost. */
const ENVELOPE_BYTES = 16;

/**
 * A client's command in its envelope. The command is frozen, as every node will hold it.
 *
 * @throws PlainDataError if the command is not plain data.
 */
export function createRequest(client: number, sequence: number, command: unknown): Request {
  freezePlain(command);
  const bytes = ENVELOPE_BYTES + plainBytes(command);
  const digest = hashPlain(command, hashInteger(sequence, hashInteger(client, 0)));
  return { kind: "request", client, sequence, command, bytes, digest };
}

/** The size of a reply on the wire. */
export function replyBytes(reply: Reply): number {
  return ENVELOPE_BYTES + (reply.result === undefined ? 0 : plainBytes(reply.result));
}

/** A 32-bit integer hash of a reply's contents, for the wire. */
export function replyDigest(reply: Reply): number {
  let hash = hashInteger(reply.sequence, hashInteger(reply.client, 0));
  hash = hashString(reply.outcome, hash);
  hash = hashInteger(reply.leader, hashInteger(reply.index, hash));
  return reply.result === undefined ? hash : hashPlain(reply.result, hash);
}
