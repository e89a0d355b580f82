import type { NodeId } from "./entry.ts";
import type { RaftState, RaftView } from "./state.ts";

/** A node as monitoring shows it. A plain value: it does not change with the node. */
export interface Status extends Omit<RaftView, "termAt" | "cachedEntry"> {
  /** Only a leader knows its followers' progress; empty on all others. */
  readonly peers: readonly PeerStatus[];
}

export interface PeerStatus {
  readonly id: NodeId;
  readonly matchIndex: number;
  readonly nextIndex: number;
  readonly mode: "probe" | "pipeline" | "snapshot";
}

export function statusOf(raft: RaftState): Status {
  return {
    id: raft.id,
    role: raft.role,
    term: raft.term,
    votedFor: raft.votedFor,
    leader: raft.leader,
    commitIndex: raft.commitIndex,
    appliedIndex: raft.appliedIndex,
    snapshotIndex: raft.snapshotIndex,
    baseIndex: raft.baseIndex,
    durableIndex: raft.durableIndex,
    lastIndex: raft.lastIndex,
    lastTerm: raft.lastTerm,
    hasCommittedInTerm: raft.hasCommittedInTerm,
    configuration: raft.configuration,
    isConfigurationCommitted: raft.isConfigurationCommitted,
    mayCampaign: raft.mayCampaign,
    transferTo: raft.transferTo,
    incomingIndex: raft.incomingIndex,
    confirmedRound: raft.confirmedRound,
    leaseEndUs: raft.leaseEndUs,
    stopped: raft.stopped,
    peers: raft.peers.map(({ id, matchIndex, nextIndex, mode }) => ({ id, matchIndex, nextIndex, mode })),
  };
}
