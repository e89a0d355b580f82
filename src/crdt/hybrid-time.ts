import { CrdtLimitError, MAX_TIME_US } from "./limits.ts";

/**
 * When something was written, on a hybrid logical clock (Kulkarni et al., 2014): near to what a clock showed, and later
 * than all that its writer had seen. Replicas break ties, so that no two writes have the same.
 */
export interface HybridTime {
  readonly timeUs: number;
  /** Counts what was written at the same time. */
  readonly logical: number;
  readonly replica: number;
}

export const MAX_LOGICAL = 2 ** 32 - 1;

/** Before all others. */
export const NEVER: HybridTime = { timeUs: 0, logical: 0, replica: 0 };

/**
 * The time of a write, whose writer has seen nothing later than `seen`. `nowUs` is what a clock shows, which may stand
 * still, go back, or be far behind.
 *
 * @throws CrdtLimitError if it is no time, or the last one has been seen.
 */
export function nextTime(seen: HybridTime, replica: number, nowUs: number): HybridTime {
  if (!Number.isInteger(nowUs) || nowUs < 0 || nowUs > MAX_TIME_US) {
    throw new CrdtLimitError(`a clock shows microseconds from 0 to ${MAX_TIME_US}, not ${nowUs}`);
  }
  if (nowUs > seen.timeUs) return { timeUs: nowUs, logical: 0, replica };
  if (seen.logical < MAX_LOGICAL) return { timeUs: seen.timeUs, logical: seen.logical + 1, replica };
  if (seen.timeUs < MAX_TIME_US) return { timeUs: seen.timeUs + 1, logical: 0, replica };
  throw new CrdtLimitError("nothing can be later than the last time there is");
}

/** Below 0 if the first is earlier, above 0 if it is later. */
export function compareTimes(one: HybridTime, other: HybridTime): number {
  return one.timeUs - other.timeUs || one.logical - other.logical || one.replica - other.replica;
}
