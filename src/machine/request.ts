import type { Command, Result } from "./command.ts";

/** What a client sends to a node, and what the log's entries carry. Immutable. */
export interface Request {
  readonly kind: "request";
  readonly client: number;
  /** Counts a client's commands from 1; a retry keeps it. */
  readonly sequence: number;
  readonly command: Command;
}

/** A node's answer. Only `applied` says what happened to the command; after the others the client tries again. */
export interface Reply {
  readonly kind: "reply";
  readonly client: number;
  readonly sequence: number;
  readonly outcome: "applied" | "not-leader" | "overloaded" | "leadership-lost";
  /** Applied: the log index of the command. Otherwise 0. */
  readonly index: number;
  /** Applied: the machine's answer. Otherwise undefined. */
  readonly result: Result | undefined;
  /** Not leader: who is, as far as this node knows; 0 if unknown. */
  readonly leader: number;
}
