import type { Linearizability } from "../../invariants/client/linearizability/index.ts";
import type { Command, Result } from "../machine/index.ts";
import type { FailureKind } from "./failure-kinds.ts";
import type { WrittenOnce } from "./final-reads.ts";
import type { Operation } from "./history.ts";

/** What came of a siege. */
export interface SiegeResult {
  /** `unknown`: the check was not ended, and nothing else was wrong. */
  readonly verdict: "pass" | "fail" | "unknown";
  /** What is wrong, a sentence each. */
  readonly complaints: readonly string[];
  readonly wasInterrupted: boolean;
  readonly check: Linearizability<Command, Result>;
  readonly operations: readonly Operation[];
  /** How many of these were the clients' own, before everything was read in the end. */
  readonly siegeOperations: number;
  /** How long the clients were at it. */
  readonly siegeMs: number;
  readonly failures: readonly { readonly kind: FailureKind; readonly description: string }[];
  /** How long after failures that cost the leader a write was answered again. */
  readonly recoveriesMs: ReadonlyMap<FailureKind, readonly number[]>;
  readonly leaderChanges: number;
  readonly writtenOnce: WrittenOnce;
  /** Where the data and logs of the nodes are. Whoever is told decides whether they stay. */
  readonly folder: string;
}
