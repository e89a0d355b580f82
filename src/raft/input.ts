import type { Entry, NodeId } from "./entry.ts";
import type { MembershipChange } from "./membership-change.ts";
import type { Message } from "./message.ts";

/** A command to append to the log. `data` is the driver's own; the entry that carries it has the same `data`. */
export interface Proposal {
  readonly data: unknown;
  /** What it counts for in every limit: at least 1. */
  readonly bytes: number;
}

/**
 * What a read that does not go through the log promises (dissertation §6.4). Linearizable: it shows all that was decided
 * when it was asked. Lease: the same as long as clocks keep their bound (see `RaftOptions.leaseUs`), often without
 * asking anybody. Stale: what was decided `maxStalenessUs` ago, or later.
 */
export type ReadConsistency = (typeof READ_CONSISTENCIES)[number];

export const READ_CONSISTENCIES = ["linearizable", "lease", "stale"] as const;

/** A question to the machine that changes nothing. */
export interface ReadRequest {
  /** The driver's own. */
  readonly data: unknown;
  readonly consistency: ReadConsistency;
  /**
   * Stale: how old the state may be that it shows, on this server's clock. With `NO_BOUND` it is answered at once by
   * whatever the machine holds. 0 for the others.
   */
  readonly maxStalenessUs: number;
}

/** A staleness without a bound. */
export const NO_BOUND = Number.MAX_SAFE_INTEGER;

/** Everything that can happen to the core. The driver may reuse input objects: the core keeps none. */
export type Input =
  | { readonly kind: "message"; readonly message: Message }
  /** The deadline last put out has passed. */
  | { readonly kind: "deadline" }
  /** Commands in the order they should stand in the log. Each is appended or put out as a rejection. */
  | { readonly kind: "propose"; readonly proposals: readonly Proposal[] }
  /** A leader appends the configuration that the change makes, or the change is put out as a rejection. */
  | { readonly kind: "change-membership"; readonly change: MembershipChange }
  /**
   * Each is put out as answered, or as a rejection when the leader changes. A leader that hears from no quorum answers
   * none, and without check-quorum it may lead on like that: how long to wait is then for whoever asked to say.
   */
  | { readonly kind: "read"; readonly reads: readonly ReadRequest[] }
  /** Hand leadership to this voter (dissertation §3.10); 0: to the one that is most caught up. */
  | { readonly kind: "transfer"; readonly to: NodeId }
  /** Every write up to and including this number is durable. */
  | { readonly kind: "written"; readonly write: number }
  /**
   * A write failed, or the saving of a snapshot, which then names the last write before it: the node stops for good,
   * as a failed fsync says nothing about what reached the disk.
   */
  | { readonly kind: "write-failed"; readonly write: number }
  /** The machine has applied everything up to and including this index. */
  | { readonly kind: "applied"; readonly index: number }
  /** Entries that a fetch asked for, as storage has them now: contiguous from the fetch's first index, or none. */
  | { readonly kind: "fetched"; readonly firstIndex: number; readonly entries: readonly Entry[] }
  /** Somebody wants a snapshot now, if anything was applied since the last one. */
  | { readonly kind: "take-snapshot" }
  /**
   * The snapshot of this index, which the node asked for, is durable. One that cannot be saved is a write that failed: a
   * driver that says neither leaves the log uncompacted for good, because the node asks for no other meanwhile.
   */
  | { readonly kind: "snapshot-saved"; readonly index: number }
  /** The piece that a snapshot read asks for; `data` is undefined if there is no such snapshot any more. */
  | {
      readonly kind: "snapshot-chunk";
      readonly peer: NodeId;
      readonly index: number;
      readonly offset: number;
      readonly data: unknown;
      readonly bytes: number;
      readonly isLast: boolean;
    }
  /** The transport lost the peer: what was in flight to it may be gone. */
  | { readonly kind: "unreachable"; readonly peer: NodeId };
