export {
  checkLinearizable,
  DEFAULT_STEPS,
  type Linearizability,
  LinearizabilityCheck,
  type Verdict,
} from "./check.ts";
export type { Demand, Effect, Foresight } from "./foresight.ts";
export { ILLEGAL, type Model, type State } from "./model.ts";
export { keyValueMachineModel } from "./models/key-value-machine.ts";
export { type KvCommand, type KvResult, kvModel } from "./models/kv.ts";
export { type RegisterCommand, type RegisterResult, type RegisterValue, registerModel } from "./models/register.ts";
export type { ClientOperation, ClientReturn } from "./operation.ts";
export type { Objection, Refusal } from "./refusal.ts";
