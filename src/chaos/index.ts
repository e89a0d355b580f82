export { drawMix, lullOf, type Mix, mixInTurmoil, pick } from "./mix.ts";
export { OPERATION_KINDS, type Operation, type OperationKind } from "./operation.ts";
export { Plan } from "./plan.ts";
