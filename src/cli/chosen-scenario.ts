import { liarsAmong, type Scenario } from "../chaos/index.ts";
import { loadScenario } from "../fuzz/scenarios/scenario-file.ts";
import { LIES } from "../sut/index.ts";
import type { FuzzOptions } from "./fuzz-options.ts";
import { UsageError } from "./usage-error.ts";

type Choice = Pick<FuzzOptions, "scenario" | "byzantine" | "rotate" | "nodes" | "disk">;

/**
 * The scenario that was asked for, with as many liars as were asked for; undefined for kraft-fuzz's own mix.
 *
 * @throws ScenarioError
 * @throws UsageError if nobody lies whom others could replace, or its disks hold nothing but records.
 */
export function chosenScenario({ byzantine, disk, nodes, rotate, scenario }: Choice): Scenario | undefined {
  if (scenario === undefined) return undefined;
  const loaded = loadScenario(scenario);
  if (loaded.gossip !== undefined && disk === "bytes") {
    throw new UsageError(`--disk bytes is not for ${loaded.name}: what nodes gossip is kept as records`);
  }
  const chosen = byzantine === undefined ? loaded : withLiars(loaded, byzantine);
  return rotate === undefined ? chosen : rotating(chosen, rotate, nodes);
}

/**
 * Liars of a scenario's own tell its lies, which fit what it expects; others tell all, which Raft does not survive, and
 * nobody can run a cluster of them.
 */
function withLiars(scenario: Scenario, liars: number): Scenario {
  if (scenario.liars !== undefined) return { ...scenario, liars: { ...scenario.liars, liars } };
  if (scenario.gossip !== undefined) {
    throw new UsageError(`--byzantine is not for ${scenario.name}: nodes that gossip are honest`);
  }
  const { operator: _, ...storm } = scenario;
  return { ...storm, expects: "promises", liars: { liars, lies: LIES, rotateEveryOperations: 0 } };
}

function rotating(scenario: Scenario, rotateEveryOperations: number, nodes: number): Scenario {
  const { liars, name } = scenario;
  if (liars === undefined || liarsAmong(nodes, liars) === 0) {
    throw new UsageError(`--rotate needs liars, and nobody lies in ${name} on ${nodes} nodes: give --byzantine too`);
  }
  return { ...scenario, liars: { ...liars, rotateEveryOperations } };
}
