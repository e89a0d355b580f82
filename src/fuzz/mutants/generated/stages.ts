import type { StrategyName } from "../../strategies/strategy-name.ts";

/** Some seeds of one kind. */
export interface Stage {
  readonly nodes: number;
  readonly operations: number;
  readonly seeds: number;
  /** The name of a scenario; kraft-fuzz's own mix of operations if undefined. */
  readonly scenario?: string;
  /** What one seed is; a single run of a storm of its own if undefined. */
  readonly strategy?: StrategyName;
  /** The core's promises to its driver are checked as well. */
  readonly probes?: true;
}

/** What a stage is called: "5 nodes, 2,000 operations of hellweek", or "by mixed", which is a scenario's name as well. */
export function stageName({ nodes, operations, scenario, strategy }: Stage): string {
  const of = scenario === undefined ? "" : ` of ${scenario}`;
  const by = strategy === undefined ? "" : ` by ${strategy}`;
  return `${nodes} ${nodes === 1 ? "node" : "nodes"}, ${operations.toLocaleString("en")} operations${of}${by}`;
}

/**
 * How a mutant is hunted that nobody knows anything of. Most fall in the first second, in short runs of small clusters;
 * what does not is given young clusters, whose logs differ from their first entry on; longer runs, in which logs are
 * compacted and servers come and go; storms; and what campaigns do by default, many short runs in each seed.
 */
export const STAGES: readonly Stage[] = [
  { nodes: 3, operations: 500, seeds: 20, probes: true },
  { nodes: 5, operations: 1_000, seeds: 40 },
  { nodes: 1, operations: 500, seeds: 20 },
  { nodes: 3, operations: 2_000, seeds: 20, strategy: "mixed" },
  { nodes: 5, operations: 100, seeds: 60, scenario: "late" },
  { nodes: 4, operations: 5_000, seeds: 10 },
  { nodes: 5, operations: 2_000, seeds: 6, scenario: "hellweek" },
  { nodes: 5, operations: 2_000, seeds: 6, scenario: "stalled" },
  { nodes: 5, operations: 5_000, seeds: 12, scenario: "late" },
  { nodes: 5, operations: 2_000, seeds: 12, scenario: "forgetful" },
  { nodes: 5, operations: 2_000, seeds: 6, scenario: "mixed" },
  { nodes: 5, operations: 2_000, seeds: 20, strategy: "majorities" },
  { nodes: 5, operations: 2_000, seeds: 20, strategy: "priority" },
  { nodes: 5, operations: 2_000, seeds: 20, strategy: "targeted" },
  { nodes: 5, operations: 5_000, seeds: 20, strategy: "mixed" },
  { nodes: 5, operations: 5_000, seeds: 40 },
  { nodes: 5, operations: 5_000, seeds: 20, scenario: "hearsay" },
];
