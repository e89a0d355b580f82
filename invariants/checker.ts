import type { History } from "../src/workload/index.ts";
import type { Evidence } from "./evidence.ts";
import type { ObservationName, Observations } from "./observation.ts";

/**
 * Who keeps a property: an honest node alone, whatever lies it is told, so that only what was observed of that node is
 * evidence; or the cluster, as long as none of its nodes lies.
 */
export type PromisedBy = "node" | "cluster";

/**
 * One property that must hold. It implements the observations it wants to hear of, and reports to the evidence.
 * Each observation costs it O(1) amortized, and it keeps all the history it needs.
 */
export interface Checker extends Partial<Observations> {
  /** As its file: "election-safety". */
  readonly name: string;
  readonly promisedBy: PromisedBy;
  /** Without these it cannot judge. It may listen to others too. */
  readonly needs: readonly ObservationName[];
  /** Nor without a model of the machine. */
  readonly needsModel?: boolean;
  /** After the calm at the end of a run, when the members, nodes that are up and connected, should have caught up. */
  finish?(members: readonly number[], history: History): void;
  /** A copy that goes on identically and looks at `evidence`, itself a copy. */
  fork(evidence: Evidence): Checker;
}

export type CheckerClass = new (evidence: Evidence) => Checker;

/** What it takes to know a node's logs, in memory and durable, at every moment. */
export const LOG_OBSERVATIONS: readonly ObservationName[] = [
  "restarted",
  "appended",
  "truncated",
  "entryPersisted",
  "durableTruncated",
];
