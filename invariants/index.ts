export type { Checker, CheckerClass, PromisedBy } from "./checker.ts";
export { allCheckers } from "./checkers.ts";
export { keyValueMachineModel, type Model } from "./client/linearizability/index.ts";
export { type AfterCalm, checkLiveness } from "./cluster/liveness.ts";
export type { Expectation } from "./evidence.ts";
export { Exercise, type ExerciseCounts } from "./exercise.ts";
export { appointJudge, type Judge, type JudgeConfig } from "./judge.ts";
export type { NodeFacts } from "./node-record.ts";
export type { ConfigurationFacts, ObservationName, Observations, Violation } from "./observation.ts";
