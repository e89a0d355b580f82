import {
  areCountsAtMost,
  areSameCounts,
  type Counts,
  mergeCounts,
  NO_COUNTS,
  raisedCount,
  sumOfCounts,
} from "./counts.ts";
import { readCounts, writeCounts } from "./counts-bytes.ts";
import type { CrdtType } from "./crdt-type.ts";
import { requireReplica } from "./limits.ts";

export interface Increment {
  readonly kind: "increment";
  /** An integer above 0. */
  readonly by: number;
}

/** A counter that only grows: each replica counts its own increments, and the value is the sum. */
export const G_COUNTER: CrdtType<Counts, Increment, number> = {
  empty: NO_COUNTS,
  delta: (state, replica, { by }) => [requireReplica(replica), raisedCount(state, replica, by)],
  merge: mergeCounts,
  isAtMost: areCountsAtMost,
  isSame: areSameCounts,
  value: sumOfCounts,
  write: writeCounts,
  read: readCounts,
};
