export { ClusterError, PortInUseError } from "./cluster-error.ts";
export { apiOf, type PlannedNode, type PlanOptions } from "./cluster-plan.ts";
export { LocalCluster, type LocalClusterOptions, type Started, type StartedAgain } from "./local-cluster.ts";
export { LogFile } from "./log-file.ts";
export type { NodeProcess } from "./node-process.ts";
export { leaderAmong, leaderKnownTo, type NodeReport, outsiderText } from "./node-report.ts";
export { freePorts, isPortFree, LOOPBACK } from "./ports.ts";
export { identify, type ProcessIdentity, type ProcessState, stateOf } from "./process-identity.ts";
export { until } from "./until.ts";
