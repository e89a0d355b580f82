import type { FaultKind, Operation } from "../../../src/chaos/fault.ts";
import type { RateName } from "../../../src/chaos/rates.ts";
import type { Scenario } from "../../../src/chaos/scenario.ts";
import { ScenarioPlan } from "../../../src/chaos/scenario-plan.ts";
import { Choices, expandSeed } from "../../../src/sim/index.ts";

export const NODES = 7;
/** A whole number of swarm rounds, whatever the length of a spell: each strength has come as often as any other. */
export const WHOLE_ROUNDS = 20_000;

export const planOf = (scenario: Scenario, operations: number, seed = "plan", nodes = NODES) =>
  new ScenarioPlan(scenario, nodes, operations, new Choices(expandSeed(seed), 1));

/** What each operation consists of. */
export function drawAll(plan: ScenarioPlan): Operation[][] {
  const parts: Operation[][] = [];
  for (let part = plan.next(); part !== undefined; part = plan.next()) {
    parts[plan.operationsDone - 1] ??= [];
    parts[plan.operationsDone - 1]!.push(part);
  }
  return parts;
}

export const draw = (scenario: Scenario, operations: number, seed?: string, nodes?: number) =>
  drawAll(planOf(scenario, operations, seed, nodes));

export const ofKind = <Kind extends Operation["kind"]>(parts: readonly Operation[], kind: Kind) =>
  parts.filter((part): part is Extract<Operation, { kind: Kind }> => part.kind === kind);

/** The kinds of fault that a rate brings. */
const KINDS: Readonly<Record<RateName, readonly FaultKind[]>> = {
  partition: ["partition"],
  clog: ["clog"],
  crash: ["crash", "crash-after", "ambush"],
  crashAll: ["crash-all"],
  pause: ["pause"],
  slowNode: ["slow-node"],
  slowDisk: ["slow-disk"],
  failSync: ["fail-sync"],
  fillDisk: ["fill-disk"],
  damageDisk: ["damage-disk"],
  jumpClock: ["jump-clock"],
  changeClockRate: ["set-clock-rate"],
  stop: ["stop"],
};

export const LASTING_KINDS = Object.values(KINDS)
  .flat()
  .filter((kind) => !["damage-disk", "jump-clock", "set-clock-rate"].includes(kind));

export const broughtBy = (name: RateName, parts: readonly Operation[]) =>
  parts.filter(({ kind }) => (KINDS[name] as readonly string[]).includes(kind));
