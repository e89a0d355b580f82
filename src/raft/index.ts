export {
  allMembers,
  type Configuration,
  type ConfigurationAt,
  configurationOf,
  isMember,
  isVoter,
  NO_CONFIGURATION,
} from "./configuration.ts";
export { type CommandEntry, type ConfigurationEntry, type Entry, NOBODY, type NodeId } from "./entry.ts";
export { type Input, NO_BOUND, type Proposal, type ReadConsistency, type ReadRequest } from "./input.ts";
export { configurationAfter } from "./membership.ts";
export type { MembershipChange, MembershipStep } from "./membership-change.ts";
export type {
  AppendRequest,
  AppendResponse,
  Message,
  MessageKind,
  PreVoteRequest,
  PreVoteResponse,
  ReadIndexRequest,
  ReadIndexResponse,
  SnapshotRequest,
  SnapshotResponse,
  TimeoutNow,
  VoteRequest,
  VoteResponse,
} from "./message.ts";
export { NO_LIMIT, type RaftOptions } from "./options.ts";
export {
  type AnsweredRead,
  type ChangeRejection,
  type ChangeRejectionReason,
  type LogFetch,
  NO_DEADLINE,
  Output,
  type ProposalRejection,
  type ReadRejection,
  type ReadRejectionReason,
  type Rejection,
  type RejectionReason,
  type SnapshotRead,
  type TransferOutcome,
  type TransferRejection,
  type TransferRejectionReason,
  type Write,
} from "./output.ts";
export { isQuorumOf } from "./quorum.ts";
export { Raft } from "./raft.ts";
export type { Snapshot } from "./snapshot.ts";
export { type DurableState, EMPTY_STATE, type RaftView, type Role } from "./state.ts";
export type { PeerStatus, Status } from "./status.ts";
export { TermRuns } from "./term-runs.ts";
