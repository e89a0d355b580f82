export {
  cutsLinks,
  FAILURE_KINDS,
  FAILURE_NAMES,
  type FailureKind,
  type FailureName,
  fewestNodes,
  kindsOf,
} from "./failure-kinds.ts";
export type { Operation, Outcome } from "./history.ts";
export { ednLines, jsonLines } from "./history-text.ts";
export { type LayingControls, laySiege, removeSiege } from "./lay-siege.ts";
export { type Figures, PRESET_NAMES, PRESETS, type PresetName } from "./presets.ts";
export type { Siege } from "./siege.ts";
export type { SiegeOptions, SiegeProgress, Stage } from "./siege-options.ts";
export type { SiegeResult } from "./siege-result.ts";
export type { Shares } from "./workload.ts";
