import type { SeedOutcome, SeedTask } from "./seed-task.ts";

/** What a worker is sent to cut its seeds short: it answers each of them with what has come of it. */
export const CUT_SHORT = "cut-short";

/** What a worker is sent: a range of seeds, to be carried out one after the other. */
export type Order = readonly SeedTask[] | typeof CUT_SHORT;

/** What a worker tells: of each seed its outcome, in the order in which it was given them. */
export type News =
  | { readonly kind: "outcome"; readonly outcome: SeedOutcome }
  /** When it has started, and now and then while it works on a seed: so many operations of that are done. */
  | { readonly kind: "working"; readonly operations: number };
