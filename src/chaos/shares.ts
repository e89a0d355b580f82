import type { LinkConditions } from "../sim/index.ts";

/** What of link conditions is a share of the messages. */
export const SHARES = [
  "lossPerMillion",
  "delayPerMillion",
  "duplicationPerMillion",
  "reorderingPerMillion",
  "corruptionPerMillion",
] as const satisfies readonly (keyof LinkConditions)[];
