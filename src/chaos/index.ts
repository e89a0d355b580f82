export { allNodes, nodesDown, nodesThat, nodesUp } from "./aim.ts";
export type { Deed, TimedDeed } from "./deed.ts";
export { Draws } from "./draws.ts";
export { type Aim, type Fault, type FaultKind, FOR_GOOD, type Operation, type Shape, touchesClock } from "./fault.ts";
export { FAULT_KINDS, type FaultCounts } from "./fault-counts.ts";
export type { Happening, Journal } from "./journal.ts";
export {
  drawMix,
  type Mix,
  mixInTurmoil,
  OPERATOR_KINDS,
  type OperatorKind,
  ORDINARY_MIX,
  pick,
  withOperator,
} from "./mix.ts";
export { MixPlan } from "./mix-plan.ts";
export { Nemesis } from "./nemesis.ts";
export type { Plan } from "./plan.ts";
export { Recording } from "./recording.ts";
export type { Roles } from "./roles.ts";
export { type Budget, NO_LIMITS, type Scenario } from "./scenario.ts";
export { liarsAmong, ScenarioPlan } from "./scenario-plan.ts";
export { SHAPES } from "./shape.ts";
export { type Instruction, isTask, TASKS, type Task, type TaskKind } from "./task.ts";
export { inTurmoil, isInTurmoil } from "./turmoil.ts";
