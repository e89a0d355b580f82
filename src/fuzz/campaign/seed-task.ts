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
  /** The abstract states that it reaches are asked for. */
  readonly notesStates?: true;
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

/** A seed, and how it was searched: by swarm if that is not said. */
export type Searched = Pick<SeedTask, "seed" | "strategy">;

/** What became of a seed. */
export type SeedOutcome =
  | { readonly kind: "finished"; readonly record: RunRecord; readonly reached?: Uint32Array }
  /** Stopped from outside before its end; what it had come to, where that is known. */
  | { readonly kind: "cut-short"; readonly seed: string; readonly partial: RunResult | undefined }
  /** Stopped from outside before it began. */
  | { readonly kind: "not-started"; readonly seed: string }
  | Crash;

/** The lab itself failed on a seed: an assertion, not a violation; or it stood still, and was ended. */
export interface Crash extends Searched {
  readonly kind: "crashed";
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
  /** By which its seed was searched; by swarm if not given. */
  readonly strategy?: StrategyName;
}

/** How the seed of a run was searched. */
export function searchOf({ result: { seed }, strategy }: RunRecord): Searched {
  return { seed, ...(strategy && { strategy }) };
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
