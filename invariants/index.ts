export { appointJudge, type JudgeConfig } from "./appoint-judge.ts";
export type { Checker, CheckerClass, PromisedBy } from "./checker.ts";
export { allCheckers } from "./checkers.ts";
export { keyValueMachineModel, type Model } from "./client/linearizability/index.ts";
export {
  type AfterGossip,
  type CounterFacts,
  checkConvergence,
  type ElementFacts,
  type WrongAnswer,
} from "./cluster/convergence.ts";
export { type AfterCalm, checkLiveness } from "./cluster/liveness.ts";
export { withVotersAlone } from "./configuration-facts.ts";
export type { Expectation } from "./evidence.ts";
export { Exercise, type ExerciseCounts } from "./exercise.ts";
export type { Judge } from "./judge.ts";
export type { MembershipCounts } from "./membership-counts.ts";
export type { NodeFacts } from "./node-record.ts";
export type { ChangeFacts, ConfigurationFacts, ObservationName, Observations, Violation } from "./observation.ts";
export { eventsNamedIn } from "./words.ts";
