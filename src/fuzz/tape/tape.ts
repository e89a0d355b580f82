import type { Expectation } from "../../../invariants/index.ts";
import type { TimedDeed } from "../../chaos/index.ts";
import type { Departure } from "../../sim/index.ts";
import type { Profile } from "../profile/profile.ts";

/**
 * A run, written down: how it was set up, what was done to the cluster and when, and each choice that did not come out
 * as it does by default. It needs no seed and no generator, and happens again wherever it is played.
 */
export interface Tape {
  readonly setup: Setup;
  /** In the order of their times, which do not fall. */
  readonly deeds: readonly TimedDeed[];
  readonly departures: readonly Departure[];
  /** When the storm is over and the calm begins; it never does if this is not given. */
  readonly calmAtUs?: number;
  /** Nothing happens any more after this time; if it is not given, the run ends with its calm. */
  readonly endsAtUs?: number;
}

/** A cluster, its surroundings, and what is expected of it. */
export interface Setup {
  /** The founders of the cluster; spares come after them. */
  readonly nodes: number;
  readonly profile: Profile;
  /** How slow a node's clock can become, per mille of the world's; 0: it can stand still. */
  readonly slowestClockPerMille: number;
  readonly canLie: boolean;
  readonly expects: Expectation;
  /** Laws and promises of the single steps of its nodes are checked as well. */
  readonly isProbed?: true;
}

/** What a minimizer counts: everything that was done, and every choice that departs from the default. */
export function entriesOf({ deeds, departures }: Tape): number {
  return deeds.length + departures.length;
}
