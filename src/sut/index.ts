export type { RaftView } from "../raft/index.ts";
export { committedRequests } from "./committed-requests.ts";
export type { RaftCore } from "./core.ts";
export { MachineFailure, NodeFailure } from "./node-failure.ts";
export { SUPPLIED_OBSERVATIONS } from "./observer.ts";
export { RaftHost } from "./raft-host.ts";
export { type NodeSettings, RaftNode } from "./raft-node.ts";
