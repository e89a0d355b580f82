import type { Foresight } from "./foresight.ts";

/** States are compared by value: one made of several parts is written as a string. */
export type State = string | number | boolean | null | undefined;

/** What a step comes to when no machine in that state would have given that answer. The same in all copies of this file. */
export const ILLEGAL = Symbol.for("kraft: illegal");

/**
 * The machine as it would be if one operation came after the other: what a history is checked against. Its functions
 * are pure. A result that is undefined is one that nobody knows.
 */
export interface Model<Command, Result, Held extends State = State> {
  /** What every key holds at first. */
  readonly initial: Held;
  /** What the command concerns. Commands with different keys do not touch each other, so keys are checked apart. */
  keyOf(command: Command): string;
  /** The state after the command, or `ILLEGAL` if in this state it would have been answered otherwise. */
  step(state: Held, command: Command, result: Result | undefined): Held | typeof ILLEGAL;
  /** Whether the operation leaves every state as it is in which it is legal: every one, not only some. */
  isReadOnly(command: Command, result: Result | undefined): boolean;
  /** The operation in words: "read -> 3". */
  describe(command: Command, result: Result | undefined): string;
  describeState(state: Held): string;
  /** Why the result is not what a machine in this state answers, in words that continue "where it held 2:". */
  objection(state: Held, command: Command, result: Result): string;
  /** Spares the search most of the pending operations where clients left many. Left out, the verdict is the same. */
  readonly foresight?: Foresight<Command, Result, Held>;
}
