import type { Setup } from "../tape/tape.ts";
import type { AimedDeed } from "./aimed-plan.ts";
import type { Timing } from "./timing.ts";

/** What may turn out to break the invariant too: a tape whose deeds find their victims by their roles. */
export interface Candidate {
  readonly setup: Setup;
  readonly deeds: readonly AimedDeed[];
  readonly timing: Timing;
  /** When the calm begins; without it there is none. */
  readonly calmAtUs: number | undefined;
  /** Without a calm: when it must have broken. */
  readonly endsAtUs: number;
}
