/** What a crash does to each thing that is not synced: it is lost, or torn, or else kept. Out of 1,000,000. */
export interface CrashFates {
  readonly crashLosesPerMillion: number;
  readonly crashTearsPerMillion: number;
}

/** What becomes of something that is not synced, by its place among the shares. */
export const LOST = 0;
export const TORN = 1;
/** None of them. */
export const KEPT = -1;
