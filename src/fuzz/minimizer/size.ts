import type { RaftCore } from "../../sut/index.ts";
import { replay } from "../tape/replay.ts";
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

/** While work goes on; a trial ends some messages after the invariant broke. */
export function sizeOf({ events, messages }: Pick<Found, "events" | "messages">, tape: Tape): Size {
  return { entries: entriesOf(tape), nodes: nodesOf(tape), messages, events };
}

/** Founders and spares. */
export function nodesOf({ setup }: Tape): number {
  return setup.nodes + setup.profile.spares;
}

/** Of a tape that breaks an invariant in this event. */
export function sizeUntil(event: number, tape: Tape, core: RaftCore): Size {
  const run = replay(tape, core);
  const { cluster } = run;
  while (cluster.eventCount < event && !run.advance(1));
  return sizeOf({ events: event, messages: cluster.network.counters.sent }, tape);
}
