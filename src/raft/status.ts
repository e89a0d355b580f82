import type { NodeId } from "./entry.ts";
import type { RaftState, Role } from "./state.ts";

/** A node as monitoring shows it. A plain value: it does not change with the node. */
export interface Status {
  readonly id: NodeId;
  readonly role: Role;
  readonly term: number;
  readonly votedFor: NodeId;
  /** 0 if no leader is known. */
  readonly leader: NodeId;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  readonly durableIndex: number;
  readonly lastIndex: number;
  readonly stopped: boolean;
  /** Only a leader knows its followers' progress; empty on all others. */
  readonly peers: readonly PeerStatus[];
}

export interface PeerStatus {
  readonly id: NodeId;
  readonly matchIndex: number;
  readonly nextIndex: number;
  readonly mode: "probe" | "pipeline";
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
    durableIndex: raft.durableIndex,
    lastIndex: raft.lastIndex,
    stopped: raft.stopped,
    peers: raft.peers.map(({ id, matchIndex, nextIndex, mode }) => ({ id, matchIndex, nextIndex, mode })),
  };
}
