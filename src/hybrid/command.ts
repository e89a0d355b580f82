import type { CrdtOperation, CrdtValue } from "../crdt/index.ts";
import type { Command, Result } from "../machine/command.ts";

/**
 * Which way a command goes, and so what it promises. Log: it is ordered with all others of the log, carried out once on
 * every node, and what it answers is linearizable. Gossip: one node carries it out at once, with or without a leader, and
 * all others hear of it sooner or later; it shows what that node has heard so far, of the log too.
 */
export type Way = "log" | "gossip";

/** A command on a key that holds a replicated data type. */
export type TypedCommand =
  | { readonly kind: "operate"; readonly way: Way; readonly key: string; readonly operation: CrdtOperation }
  | { readonly kind: "value"; readonly way: Way; readonly key: string };

/** What the log alone has come to, for whoever joins it with what was heard by gossip. */
export type LogQuestion = { readonly kind: "log-state"; readonly key: string } | { readonly kind: "log-keys" };

/** Ordinary keys take the commands of the key-value machine, all of which go through the log. */
export type HybridCommand = Command | TypedCommand | LogQuestion;

/** What the key holds after the command; or why nothing was done. */
export interface TypedResult {
  readonly value?: CrdtValue;
  readonly refused?: string;
}

export type HybridResult = Result | TypedResult | readonly number[] | readonly string[];

export function isTyped(command: HybridCommand): command is TypedCommand {
  return command.kind === "operate" || command.kind === "value";
}

/** Asked of one node and of no log. */
export function goesByGossip(command: HybridCommand): boolean {
  return isTyped(command) && command.way === "gossip";
}
