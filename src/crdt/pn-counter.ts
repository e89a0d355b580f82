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

export interface PNCounterState {
  readonly added: Counts;
  readonly subtracted: Counts;
}

export interface CounterChange {
  readonly kind: "increment" | "decrement";
  /** An integer above 0. */
  readonly by: number;
}

/** A counter that goes up and down: two that only grow, and the value is their difference. */
export const PN_COUNTER: CrdtType<PNCounterState, CounterChange, number> = {
  empty: { added: NO_COUNTS, subtracted: NO_COUNTS },
  delta: ({ added, subtracted }, replica, { kind, by }) =>
    kind === "increment"
      ? { added: [requireReplica(replica), raisedCount(added, replica, by)], subtracted: NO_COUNTS }
      : { added: NO_COUNTS, subtracted: [requireReplica(replica), raisedCount(subtracted, replica, by)] },
  merge: (one, other) => ({
    added: mergeCounts(one.added, other.added),
    subtracted: mergeCounts(one.subtracted, other.subtracted),
  }),
  isAtMost: (lower, higher) =>
    areCountsAtMost(lower.added, higher.added) && areCountsAtMost(lower.subtracted, higher.subtracted),
  isSame: (one, other) => areSameCounts(one.added, other.added) && areSameCounts(one.subtracted, other.subtracted),
  value: ({ added, subtracted }) => sumOfCounts(added) - sumOfCounts(subtracted),
  write: ({ added, subtracted }, writer) => {
    writeCounts(added, writer);
    writeCounts(subtracted, writer);
  },
  read: (reader) => ({ added: readCounts(reader), subtracted: readCounts(reader) }),
};
