import { allMembers, isMember, isVoter, type NodeId } from "../../raft/index.ts";
import { lagOf } from "../node/lag.ts";
import type { NodeStatus } from "../node/node.ts";
import type { LeaderView } from "./problem.ts";

/** What operators and clients are shown of a node: plain data, in the words of the API. */

/** `leader`: who leads, with the address of its API. */
export function clientStatus({ raft, keys }: NodeStatus, leader: LeaderView | null) {
  const { id, role, term, commitIndex, appliedIndex } = raft;
  return { id, role, isMember: isMember(raft.configuration, id), term, leader, commitIndex, appliedIndex, keys };
}

export function adminStatus(status: NodeStatus, leader: LeaderView | null, inFlight: number, nowMs: number) {
  const { raft, storage, transport, startedAtMs, failure = null } = status;
  const { votedFor, lastIndex, lastTerm, durableIndex, snapshotIndex, baseIndex, configuration, transferTo } = raft;
  return {
    ...clientStatus(status, leader),
    votedFor,
    lastIndex,
    lastTerm,
    durableIndex,
    snapshotIndex,
    baseIndex,
    voters: configuration.voters,
    outgoing: configuration.outgoing,
    learners: configuration.learners,
    isConfigurationCommitted: raft.isConfigurationCommitted,
    transferTo,
    storage,
    transport,
    inFlight,
    uptimeMs: nowMs - startedAtMs,
    failure,
  };
}

/** Every member of the cluster. How far it lags only a leader knows; null on all others. */
export function memberList({ raft, addresses }: NodeStatus) {
  return allMembers(raft.configuration).map((id) => {
    const address = addresses.get(id);
    return {
      id,
      role: isVoter(raft.configuration, id) ? "voter" : "learner",
      isLeader: id === raft.leader,
      transport: told(address?.transport),
      api: told(address?.api),
      lag: knownLag(raft, id),
    };
  });
}

/** An address that is not known here is empty, or there is none. */
function told(address: string | undefined): string | null {
  return address === undefined || address === "" ? null : address;
}

/** Null where this node cannot tell. */
function knownLag(raft: NodeStatus["raft"], id: NodeId): number | null {
  if (raft.role !== "leader") return null;
  if (id === raft.id) return 0;
  const peer = raft.peers.find((one) => one.id === id);
  return peer === undefined ? null : (lagOf(raft, peer) ?? null);
}
