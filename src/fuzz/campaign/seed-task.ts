import type { Scenario } from "../../chaos/index.ts";
import type { DiskKind } from "../profile/disk-kind.ts";
import type { RunOptions, RunResult } from "../result.ts";
import type { StrategyName } from "../strategies/strategy-name.ts";

/** One seed to carry out. Plain data, so that it can be handed to a worker. */
export interface SeedTask {
  readonly seed: string;
  readonly nodes: number;
  readonly operations: number;
  /** The storm; kraft-fuzz's own mix of operations if undefined. */
  readonly scenario: Scenario | undefined;
  /** How the seed is searched; by swarm if not given. */
  readonly strategy?: StrategyName;
  /** Of what the disks are made; as each seed says if not given. */
  readonly disk?: DiskKind;
  /** Run the seed twice and compare. */
  readonly twin: boolean;
  /** The build of the core under test, as the URL of its `RaftCore`; undefined for the core as it is. */
  readonly coreUrl: string | undefined;
}

/** What decides a run, of what decides a task. */
type Decisive = Pick<SeedTask, "seed" | "nodes" | "operations" | "scenario" | "strategy" | "disk">;

/** The options of the runs of a task. */
export function optionsOf({ disk, nodes, operations, scenario, seed, strategy }: Decisive): RunOptions {
  const chosen = { ...(scenario && { scenario }), ...(strategy && { strategy }), ...(disk && { disk }) };
  return { nodes, operations, seed, checkers: true, ...chosen };
}

/** What became of a seed. */
export type SeedOutcome =
  | { readonly kind: "finished"; readonly record: RunRecord }
  /** Stopped from outside before its end; what it had come to, where that is known. */
  | { readonly kind: "cut-short"; readonly seed: string; readonly partial: RunResult | undefined }
  /** Stopped from outside before it began. */
  | { readonly kind: "not-started"; readonly seed: string }
  | Crash;

/** The lab itself failed on a seed: an assertion, not a violation; or it stood still, and was ended. */
export interface Crash {
  readonly kind: "crashed";
  readonly seed: string;
  readonly message: string;
  readonly stack: string;
  readonly isHung?: true;
}

/**
 * A finished run, and the wall-clock time and the CPU time of its process that it took; times are for people and never
 * decide anything.
 */
export interface RunRecord {
  readonly result: RunResult;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Carries out seeds, some number of them at a time. */
export interface Executor {
  /** How many seeds it needs to be given, finished ones aside, so that nothing in it is idle. It may change. */
  readonly seedsAhead: number;
  execute(task: SeedTask): Promise<SeedOutcome>;
  /** Ends everything under way and waiting: those seeds come back cut short, or not started. */
  cancel(): void;
}

export function crashOf(seed: string, error: unknown): Crash {
  const known = error instanceof Error ? error : new Error(String(error));
  return { kind: "crashed", seed, message: known.message, stack: known.stack ?? known.message };
}
