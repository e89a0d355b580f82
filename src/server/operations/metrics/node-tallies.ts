import type { MessageKind, NodeId, Role } from "../../../raft/index.ts";
import type { NodeListener } from "../../node/node-listener.ts";
import { Distribution, DURATION_BOUNDS } from "./distribution.ts";

const US_PER_SECOND = 1_000_000;

/** How often everything has happened in a node since it was started. */
export class NodeTallies implements NodeListener {
  /** Every campaign for votes, won or lost. */
  elections = 0;
  preVotes = 0;
  leaderChanges = 0;
  membershipChanges = 0;
  proposals = 0;
  proposedBytes = 0;
  commits = 0;
  appliedEntries = 0;
  syncedBytes = 0;
  snapshotsInstalled = 0;
  unreachables = 0;
  readonly sentByKind = new Map<MessageKind, number>();
  readonly receivedByKind = new Map<MessageKind, number>();
  readonly commitSeconds = new Distribution(DURATION_BOUNDS);
  readonly applySeconds = new Distribution(DURATION_BOUNDS);
  readonly syncSeconds = new Distribution(DURATION_BOUNDS);
  readonly snapshotSeconds = new Distribution(DURATION_BOUNDS);
  private leader: NodeId = 0;

  changed(_role: Role, _term: number, leader: NodeId): void {
    if (leader !== 0 && leader !== this.leader) this.leaderChanges++;
    if (leader !== 0) this.leader = leader;
  }

  membershipChanged(): void {
    this.membershipChanges++;
  }

  campaigned(kind: "pre-vote" | "real"): void {
    if (kind === "real") this.elections++;
    else this.preVotes++;
  }

  proposed(count: number, bytes: number): void {
    this.proposals += count;
    this.proposedBytes += bytes;
  }

  committed(count: number): void {
    this.commits += count;
  }

  answered(latencyUs: number): void {
    this.commitSeconds.observe(latencyUs / US_PER_SECOND);
  }

  applied(count: number, durationUs: number): void {
    this.appliedEntries += count;
    this.applySeconds.observe(durationUs / US_PER_SECOND);
  }

  synced(durationUs: number, bytes: number): void {
    this.syncSeconds.observe(durationUs / US_PER_SECOND);
    this.syncedBytes += bytes;
  }

  snapshotSaved(_index: number, _bytes: number, durationUs: number): void {
    this.snapshotSeconds.observe(durationUs / US_PER_SECOND);
  }

  snapshotInstalled(): void {
    this.snapshotsInstalled++;
  }

  sent(kind: MessageKind): void {
    this.sentByKind.set(kind, (this.sentByKind.get(kind) ?? 0) + 1);
  }

  unreachable(): void {
    this.unreachables++;
  }

  received(kind: MessageKind): void {
    this.receivedByKind.set(kind, (this.receivedByKind.get(kind) ?? 0) + 1);
  }
}
