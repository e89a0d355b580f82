export { type Configuration, type ConfigurationAt, configurationOf, NO_CONFIGURATION } from "./configuration.ts";
export { type CommandEntry, type ConfigurationEntry, type Entry, NOBODY, type NodeId } from "./entry.ts";
export { type Input, NO_BOUND, type Proposal, type ReadConsistency, type ReadRequest } from "./input.ts";
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
  TimeoutNow,
  VoteRequest,
  VoteResponse,
} from "./message.ts";
export type { RaftOptions } from "./options.ts";
export {
  type AnsweredRead,
  type LogFetch,
  NO_DEADLINE,
  Output,
  type ProposalRejection,
  type ReadRejection,
  type ReadRejectionReason,
  type Rejection,
  type RejectionReason,
  type TransferOutcome,
  type TransferRejection,
  type TransferRejectionReason,
  type Write,
} from "./output.ts";
export { Raft } from "./raft.ts";
export { type DurableState, EMPTY_STATE, type RaftView, type Role } from "./state.ts";
export type { PeerStatus, Status } from "./status.ts";
export { TermRuns } from "./term-runs.ts";
