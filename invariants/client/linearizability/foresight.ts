import type { State } from "./model.ts";

/** What an operation that returned asks of the state before it. */
export type Demand<Held> =
  /** It is legal in this state alone. */
  | { readonly kind: "state"; readonly held: Held }
  /** It is legal in every state, and leads from all of them to the same. */
  | { readonly kind: "none" }
  /** Anything else. */
  | { readonly kind: "other" };

/** What a command does of which nobody knows the answer. */
export type Effect<Held> =
  /** It leads from every state to this one. */
  | { readonly kind: "sets"; readonly to: Held }
  /** It leads from this state to that one, and leaves every other as it is. */
  | { readonly kind: "swaps"; readonly from: Held; readonly to: Held }
  /** It puts text, not empty, behind the text that is held; `nothing` is held where there is none. */
  | { readonly kind: "appends"; readonly text: string; readonly nothing: Held };

/**
 * What a model can tell beforehand, so that of the operations that did not return only those are tried that lead to where
 * another operation must have been. It changes no verdict: `step` would find out the same, one state after the other.
 */
export interface Foresight<Command, Result, Held extends State = State> {
  demandOf(command: Command, result: Result): Demand<Held>;
  /** Of a command that is not read-only. */
  effectOf(command: Command): Effect<Held>;
}
