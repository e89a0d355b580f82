import { hashInteger, hashString } from "./hash.ts";
import { freezePlain, hashPlain, plainBytes } from "./plain-data.ts";
import type { Read } from "./read.ts";
import type { Answer } from "./session-machine.ts";

/**
 * What a client sends to have a command carried out once, however often it asks. Immutable. Made by `createRequest`.
 */
export interface Request {
  readonly kind: "request";
  readonly client: number;
  /** The session it is asked in: see session-table.ts. */
  readonly session: number;
  /** Counts a client's commands from 1, whatever its sessions; a retry keeps it. */
  readonly sequence: number;
  /** Plain data, frozen. */
  readonly command: unknown;
  /** What the request counts for in every limit of size. */
  readonly bytes: number;
  /** A 32-bit integer hash of all of the above: computed once, for the wire and for the log. */
  readonly digest: number;
}

/** What a client sends to get a session. Asked twice it can give two, of which one is never used. */
export interface Registration {
  readonly kind: "registration";
  readonly client: number;
  /** Counts a client's registrations from 1; a retry keeps it. */
  readonly sequence: number;
  readonly bytes: number;
  readonly digest: number;
}

/**
 * A command of somebody who has no session. Each copy of it in the log is carried out, unless it bears an idempotency
 * key: of all that bear the same one, the first is. Nothing of it is hashed or counted until somebody asks: most are
 * never compared with another.
 */
export interface OneShot {
  readonly kind: "one-shot";
  readonly idempotencyKey: string | undefined;
  /** Plain data, frozen. */
  readonly command: unknown;
}

/** What clients with sessions ask for. */
export type AskedInSession = Request | Registration;

/** What goes through the log. */
export type Asked = AskedInSession | OneShot;

/** Tells what clients with sessions send from what nodes send each other. */
export function isAsked(payload: { readonly kind: string }): payload is AskedInSession | Read {
  // Looked up once: every message comes by here, and their shapes are many.
  const { kind } = payload;
  return kind === "request" || kind === "registration" || kind === "read";
}

/**
 * A node's answer. Applied, registered and read say what happened. Session expired: the command was not carried out
 * where its entry stands now, because its session is not known there, or no longer knows what became of it; an earlier
 * copy may have been. Too large: no leader ever takes it. After all others the client tries again.
 */
export interface Reply {
  readonly kind: "reply";
  readonly client: number;
  /** Of the request; 0 in answer to a registration, and `READ_SESSION` in answer to a read. */
  readonly session: number;
  readonly sequence: number;
  readonly outcome: Answer["outcome"] | "read" | "not-leader" | "overloaded" | "too-large" | "leadership-lost";
  /**
   * Applied: the log index at which the command was carried out. Registered: the session. Read: up to where the machine
   * had applied the log when it was asked. Otherwise 0.
   */
  readonly index: number;
  /** Applied and read: the machine's answer, plain data. Otherwise undefined. */
  readonly result: unknown;
  /** Not leader: who is, as far as this node knows; 0 if unknown. */
  readonly leader: number;
}

/** What the numbers and names around a command or a result cost. */
const ENVELOPE_BYTES = 16;

/** So that no registration has the digest of a request of session 0. */
const REGISTRATION = 1;

/**
 * A client's command in its envelope. The command is frozen, as every node will hold it.
 *
 * @throws PlainDataError if the command is not plain data.
 */
export function createRequest(client: number, session: number, sequence: number, command: unknown): Request {
  freezePlain(command);
  const bytes = ENVELOPE_BYTES + plainBytes(command);
  const digest = hashPlain(command, hashInteger(sequence, hashInteger(session, hashInteger(client, 0))));
  return { kind: "request", client, session, sequence, command, bytes, digest };
}

export function createRegistration(client: number, sequence: number): Registration {
  const digest = hashInteger(sequence, hashInteger(client, REGISTRATION));
  return { kind: "registration", client, sequence, bytes: ENVELOPE_BYTES, digest };
}

/** @throws PlainDataError if the command is not plain data. */
export function createOneShot(command: unknown, idempotencyKey?: string): OneShot {
  return { kind: "one-shot", idempotencyKey, command: freezePlain(command) };
}

export function createReply(
  asked: AskedInSession | Read,
  outcome: Reply["outcome"],
  leader: number,
  index = 0,
  result?: unknown,
): Reply {
  const { client, sequence } = asked;
  const session = asked.kind === "registration" ? 0 : asked.session;
  return { kind: "reply", client, session, sequence, outcome, index, result, leader };
}

/** The size of a reply on the wire. */
export function replyBytes(reply: Reply): number {
  return ENVELOPE_BYTES + (reply.result === undefined ? 0 : plainBytes(reply.result));
}

/** A 32-bit integer hash of a reply's contents, for the wire. */
export function replyDigest(reply: Reply): number {
  let hash = hashInteger(reply.sequence, hashInteger(reply.session, hashInteger(reply.client, 0)));
  hash = hashString(reply.outcome, hash);
  hash = hashInteger(reply.leader, hashInteger(reply.index, hash));
  return reply.result === undefined ? hash : hashPlain(reply.result, hash);
}
