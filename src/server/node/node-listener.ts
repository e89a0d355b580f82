import type { MessageKind, NodeId, Role } from "../../raft/index.ts";

/** What a node tells those who measure it, as it happens. Durations are microseconds of its own monotonic clock. */
export interface NodeListener {
  /** It has another role, or another term, or follows another leader. */
  changed(role: Role, term: number, leader: NodeId): void;
  /** The configuration in force here takes it in, or leaves it out. */
  membershipChanged(isMember: boolean): void;
  /** It began to ask for votes (`real`), or whether it would get them (pre-vote). */
  campaigned(kind: "pre-vote" | "real", term: number): void;
  proposed(count: number, bytes: number): void;
  /** So many more entries are committed here; of those proposed here each took so long from proposal to application. */
  committed(count: number): void;
  answered(latencyUs: number): void;
  applied(count: number, durationUs: number): void;
  synced(durationUs: number, bytes: number): void;
  snapshotSaved(index: number, bytes: number, durationUs: number): void;
  snapshotInstalled(index: number): void;
  sent(kind: MessageKind, peer: NodeId): void;
  received(kind: MessageKind, peer: NodeId): void;
  /** The connection to it is lost, or could not be made. Said again at each attempt. */
  unreachable(peer: NodeId): void;
}
