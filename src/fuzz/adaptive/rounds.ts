/**
 * Long enough for the workers of a machine with four cores to have something to do while a slow seed holds others up.
 */
const SHORTEST = 16;
/** And so long that as much is true of many cores, and short seeds. */
const LONGEST = 512;

/**
 * The seeds of a campaign in rounds: the round under way ends before seed `end`, and the next one before `nextEnd`.
 * Rounds grow with what is known by then.
 */
export interface Rounds {
  readonly end: number;
  readonly nextEnd: number;
}

export const FIRST_ROUNDS: Rounds = { end: SHORTEST, nextEnd: 2 * SHORTEST };

export function roundsAfter({ nextEnd }: Rounds): Rounds {
  return { end: nextEnd, nextEnd: nextEnd + Math.min(LONGEST, Math.max(SHORTEST, nextEnd >> 2)) };
}
