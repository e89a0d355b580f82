import { type Configuration, isMember, type NodeId, type RaftView, type Role } from "../../raft/index.ts";
import type { NodeListener } from "./node-listener.ts";

/** Tells the listener what a step of the core has changed. */
export class StepWatch {
  private readonly listener: NodeListener;
  private role: Role;
  private term: number;
  private leader: NodeId;
  private commitIndex: number;
  private configuration: Configuration;
  private isMember: boolean;

  /** From what `view` shows now. */
  constructor(listener: NodeListener, view: RaftView) {
    this.listener = listener;
    this.role = view.role;
    this.term = view.term;
    this.leader = view.leader;
    this.commitIndex = view.commitIndex;
    this.configuration = view.configuration;
    this.isMember = isMember(view.configuration, view.id);
  }

  stepped(view: RaftView): void {
    const { role, term, leader, commitIndex } = view;
    if (commitIndex > this.commitIndex) {
      this.listener.committed(commitIndex - this.commitIndex);
      this.commitIndex = commitIndex;
    }
    if (view.configuration !== this.configuration) this.followMembership(view);
    if (role === this.role && term === this.term && leader === this.leader) return;
    if (role === "pre-candidate" && this.role !== role) this.listener.campaigned("pre-vote", term);
    if (role === "candidate" && (this.role !== role || term > this.term)) this.listener.campaigned("real", term);
    this.role = role;
    this.term = term;
    this.leader = leader;
    this.listener.changed(role, term, leader);
  }

  private followMembership({ configuration, id }: RaftView): void {
    const before = this.isMember;
    this.configuration = configuration;
    this.isMember = isMember(configuration, id);
    if (this.isMember !== before) this.listener.membershipChanged(this.isMember);
  }
}
