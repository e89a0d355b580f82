import { empty } from "./empty.ts";
import type { Entry, NodeId } from "./entry.ts";
import type { Proposal, ReadRequest } from "./input.ts";
import type { MembershipChange } from "./membership-change.ts";
import type { Message } from "./message.ts";
import type { Snapshot } from "./snapshot.ts";

/** A change to stable storage. The driver makes them in the order of their numbers and reports them durable. */
export type Write =
  | { readonly kind: "hard-state"; readonly number: number; readonly term: number; readonly votedFor: NodeId }
  /** Drop every entry at the first new entry's index and above, then append. Never empty. */
  | { readonly kind: "append"; readonly number: number; readonly entries: readonly Entry[] }
  /** Drop the entries up to and including this index. The saved snapshot holds what they did. */
  | { readonly kind: "compact"; readonly number: number; readonly index: number; readonly term: number }
  /** Keep a piece of a snapshot that another server sends, for `install-snapshot`. Offset 0: drop all pieces before. */
  | {
      readonly kind: "snapshot-chunk";
      readonly number: number;
      readonly snapshot: Snapshot;
      readonly offset: number;
      readonly data: unknown;
      readonly bytes: number;
    }
  /** At once: the pieces become the saved snapshot, and the log is empty behind its index. */
  | { readonly kind: "install-snapshot"; readonly number: number; readonly snapshot: Snapshot };

export type RejectionReason =
  /** Only a leader takes proposals (§5.1). */
  | "not-leader"
  /** The entries of this leader that are not yet committed fill `maxUncommittedBytes`. Try again later. */
  | "too-much-uncommitted"
  /** The proposal alone exceeds `maxUncommittedBytes`: it can never be taken. */
  | "proposal-too-large"
  /** Leadership is being handed over (dissertation §3.10). Try again soon, here or elsewhere. */
  | "transferring"
  /** A write failed earlier and the node has stopped. */
  | "stopped";

export type ChangeRejectionReason =
  /** Only a leader changes the membership. */
  | "not-leader"
  /** A write failed earlier and the node has stopped. */
  | "stopped"
  /** Not before an entry of the leader's own term is committed (Ongaro, "bug in single-server membership changes", 2015). */
  | "nothing-committed-in-term"
  /** The change before it is not committed yet: one at a time (dissertation §4.1). */
  | "change-under-way"
  /** The configuration is joint, and has to be left before anything else is changed. */
  | "already-joint"
  /** There is no joint configuration to leave. */
  | "not-joint"
  /** It would remove a server that does not belong to the cluster, or add one whose name is no positive integer. */
  | "unknown-node"
  /** Nobody would be left to vote. */
  | "no-voter-left"
  /** Everybody is already what the change would make them. */
  | "nothing-to-change"
  /** Leadership is being handed over (dissertation §3.10). */
  | "transferring";

export type ReadRejectionReason =
  /** No leader is known here whom to ask. */
  | "no-leader"
  /** The leader, or this node's leadership, was lost before the read could be answered. */
  | "leader-changed"
  /** `maxPendingReads` wait here already. Try again later, or elsewhere. */
  | "too-many-reads"
  /** A write failed and the node has stopped. */
  | "stopped";

export type TransferRejectionReason =
  | "not-leader"
  /** There is no such server in the configuration. */
  | "unknown-node"
  /** Only a voter can lead: a learner has to be promoted first. */
  | "not-a-voter"
  /** The target is the leader that was asked. */
  | "already-leader"
  /** One at a time. */
  | "transfer-under-way"
  /** The leader was to choose, and it hears from nobody to choose from. */
  | "no-other-voter"
  | "stopped";

interface Refused {
  /** The leader this node knows of; 0 if none. */
  readonly leader: NodeId;
}

export interface ProposalRejection extends Refused {
  readonly of: "proposal";
  readonly proposal: Proposal;
  readonly reason: RejectionReason;
}

export interface ReadRejection extends Refused {
  readonly of: "read";
  readonly read: ReadRequest;
  readonly reason: ReadRejectionReason;
}

export interface TransferRejection extends Refused {
  readonly of: "transfer";
  readonly to: NodeId;
  readonly reason: TransferRejectionReason;
}

export interface ChangeRejection extends Refused {
  readonly of: "change";
  readonly change: MembershipChange;
  readonly reason: ChangeRejectionReason;
}

/** What a node would not do: it had no effect and never will. */
export type Rejection = ProposalRejection | ChangeRejection | ReadRejection | TransferRejection;

/** Ask the machine now: it has applied everything up to `index`, which is all that the read must see. */
export interface AnsweredRead {
  readonly read: ReadRequest;
  readonly index: number;
  /** How it was known: the leader asked a quorum, or held its lease, or what was known is recent enough. */
  readonly by: "read-index" | "lease" | "staleness";
}

/**
 * Deposed by a later term: most likely by the target, but only time tells whether that is elected. Timed out: it leads
 * on. Aborted: it gave its leadership up within its term.
 */
export type TransferOutcome = "deposed" | "timed-out" | "aborted";

/** Read entries from storage and answer with a `fetched` input: at least one entry, then while `maxBytes` allows. */
export interface LogFetch {
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly maxBytes: number;
}

/** Read a piece of the saved snapshot of this index, and answer with a `snapshot-chunk` input. */
export interface SnapshotRead {
  readonly peer: NodeId;
  readonly index: number;
  readonly offset: number;
  readonly maxBytes: number;
}

/** No deadline: nothing will happen here until an input comes. */
export const NO_DEADLINE = Number.MAX_SAFE_INTEGER;

/** What one step asks of the driver. It belongs to the caller, and each step refills it. */
export class Output {
  readonly writes: Write[] = [];
  readonly messages: Message[] = [];
  readonly rejections: Rejection[] = [];
  readonly fetches: LogFetch[] = [];
  readonly snapshotReads: SnapshotRead[] = [];
  /**
   * Copy the machine as it is, before anything more is applied; save the copy as the snapshot of this index; and answer
   * with a `snapshot-saved` input when it is durable. Any time will do.
   */
  takeSnapshot: Snapshot | undefined = undefined;
  /** Replace the machine by the one in this snapshot, which is saved here, and answer with an `applied` input. */
  restore: Snapshot | undefined = undefined;
  /** To be answered before anything more is applied. */
  readonly reads: AnsweredRead[] = [];
  transferEnded: { readonly to: NodeId; readonly outcome: TransferOutcome } | undefined = undefined;
  /** Entries to apply, from and to inclusive, all of them durable here; 0 to 0 when there is nothing to apply. */
  applyFrom = 0;
  applyTo = 0;
  /** When to step with a `deadline` input at the latest: absolute, on the node's own clock. */
  deadlineUs = NO_DEADLINE;

  clear(): void {
    empty(this.writes);
    empty(this.messages);
    empty(this.rejections);
    empty(this.fetches);
    empty(this.snapshotReads);
    this.takeSnapshot = undefined;
    this.restore = undefined;
    empty(this.reads);
    this.transferEnded = undefined;
    this.applyFrom = 0;
    this.applyTo = 0;
    this.deadlineUs = NO_DEADLINE;
  }
}
