import { entriesOf, type Tape } from "../tape/tape.ts";
import type { Found } from "./trial.ts";

/** How much there is to a tape: what a person would have to read. */
export interface Size {
  /** Deeds, and choices that depart from the default. */
  readonly entries: number;
  readonly nodes: number;
  /** Sent until the invariant broke. */
  readonly messages: number;
  readonly events: number;
}

export function sizeOf({ events, messages }: Found, tape: Tape): Size {
  const { nodes, profile } = tape.setup;
  return { entries: entriesOf(tape), nodes: nodes + profile.spares, messages, events };
}
