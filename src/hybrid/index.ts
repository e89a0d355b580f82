/** Values that go through the log, values that go by gossip, and values that take both ways. */
export {
  goesByGossip,
  type HybridCommand,
  type HybridResult,
  isTyped,
  type TypedCommand,
  type TypedResult,
  type Way,
} from "./command.ts";
export { hashBytes } from "./hash-bytes.ts";
export { HybridMachine, LOG_REPLICA } from "./hybrid-machine.ts";
export { KeyPatternError, KeyTypes } from "./key-types.ts";
export { fold, type KeyedState, KeyedStates } from "./keyed-states.ts";
export { LocalReplica, type LogState } from "./local-replica.ts";
export { decodeStates, encodeStates } from "./states-bytes.ts";
