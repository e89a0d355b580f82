import type { ReadOptions } from "../client/index.ts";
import type { FailureName } from "./failure-kinds.ts";
import type { Figures } from "./presets.ts";

/** What is to be done to a cluster. */
export interface SiegeOptions extends Figures {
  /** Of the workload and the failures. */
  readonly seed: string;
  readonly failure: FailureName;
  /** Ends the siege before its time; infinite: only the time does. */
  readonly maxFailures: number;
  /** Likewise: how many operations all clients begin together. */
  readonly maxOperations: number;
  readonly consistency: NonNullable<ReadOptions["consistency"]>;
  /** How the nodes speak to each other. */
  readonly transport: "tcp" | "grpc";
  /** Of the check. */
  readonly steps: number;
  /** What starts one server: the program and its first arguments. */
  readonly command: readonly string[];
}

/** How far it has come. */
export type Stage = "starting" | "under siege" | "reading what is there" | "stopping" | "checking";

export interface SiegeProgress {
  readonly elapsedMs: number;
  readonly operations: number;
  readonly failures: number;
}
