import type { MessageKind, NodeId, Role } from "../../raft/index.ts";
import type { NodeListener } from "./node-listener.ts";

/** Tells several listeners what happens, one after the other. */
export class Listeners implements NodeListener {
  private readonly listeners: readonly NodeListener[];

  constructor(listeners: readonly NodeListener[]) {
    this.listeners = listeners;
  }

  changed(role: Role, term: number, leader: NodeId): void {
    for (const listener of this.listeners) listener.changed(role, term, leader);
  }

  membershipChanged(isMember: boolean): void {
    for (const listener of this.listeners) listener.membershipChanged(isMember);
  }

  campaigned(kind: "pre-vote" | "real", term: number): void {
    for (const listener of this.listeners) listener.campaigned(kind, term);
  }

  proposed(count: number, bytes: number): void {
    for (const listener of this.listeners) listener.proposed(count, bytes);
  }

  committed(count: number): void {
    for (const listener of this.listeners) listener.committed(count);
  }

  answered(latencyUs: number): void {
    for (const listener of this.listeners) listener.answered(latencyUs);
  }

  applied(count: number, durationUs: number): void {
    for (const listener of this.listeners) listener.applied(count, durationUs);
  }

  synced(durationUs: number, bytes: number): void {
    for (const listener of this.listeners) listener.synced(durationUs, bytes);
  }

  snapshotSaved(index: number, bytes: number, durationUs: number): void {
    for (const listener of this.listeners) listener.snapshotSaved(index, bytes, durationUs);
  }

  snapshotInstalled(index: number): void {
    for (const listener of this.listeners) listener.snapshotInstalled(index);
  }

  sent(kind: MessageKind, peer: NodeId): void {
    for (const listener of this.listeners) listener.sent(kind, peer);
  }

  received(kind: MessageKind, peer: NodeId): void {
    for (const listener of this.listeners) listener.received(kind, peer);
  }

  unreachable(peer: NodeId): void {
    for (const listener of this.listeners) listener.unreachable(peer);
  }
}
