import type { Machine } from "../machine/machine.ts";

/** How many different draws a command is made from: integers from 0 up to this, all equally likely. */
export const COMMAND_DRAWS = 2 ** 31;

/**
 * What is replicated, and what is asked of it: a person's own in place of the key-value one. It holds no state, so that
 * all forks share it.
 *
 * Commands and results are plain data (null, booleans, finite numbers, strings, and arrays and plain objects of these).
 * They are frozen when they are handed over, because in one process every node and client holds the same ones.
 */
export interface Application<Command, Result> {
  /** The machine of a node that has applied nothing. All of them start in the same state. */
  createMachine(): Machine<Command, Result>;
  /**
   * Whether the command changes nothing in any state. Then its machine's `query` can answer it as well as `apply`, and
   * some such commands are asked without an entry in the log. Without it all commands go through the log.
   */
  readsOnly?(command: Command): boolean;
  /**
   * Whether the command is answered by one node, from what that has heard, and never goes through the log. It may change
   * something, so it is asked once.
   */
  isEventual?(command: Command): boolean;
  /** The commands of one client. */
  createCommands(): Commands<Command, Result>;
}

/**
 * Makes one client's commands. Equal draws and equal answers make equal commands; nothing else may decide: no clock, no
 * randomness, nothing outside.
 */
export interface Commands<Command, Result> {
  /**
   * The client's next command, from one draw in [0, `COMMAND_DRAWS`). `client` is its id, above those of the nodes;
   * `sequence` counts its commands from 1, so the two together name the command.
   */
  next(draw: number, client: number, sequence: number): Command;
  /**
   * The command was carried out, once however often the client asked, and this is the answer. What a stale read showed
   * is not told here.
   */
  learned(command: Command, result: Result): void;
  /** The command's outcome stays unknown: it may take effect any time, but only once, or never. */
  lost(command: Command): void;
  /** A copy that goes on identically and shares nothing that changes. */
  fork(): Commands<Command, Result>;
}
