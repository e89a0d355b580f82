import type { Entry, NodeId } from "./entry.ts";
import type { MembershipChange } from "./membership-change.ts";
import type { Message } from "./message.ts";

/** A command to append to the log. `data` is the driver's own; the entry that carries it has the same `data`. */
export interface Proposal {
  readonly data: unknown;
  /** What it counts for in every limit: at least 1. */
  readonly bytes: number;
}

/** Everything that can happen to the core. The driver may reuse input objects: the core keeps none. */
export type Input =
  | { readonly kind: "message"; readonly message: Message }
  /** The deadline last put out has passed. */
  | { readonly kind: "deadline" }
  /** Commands in the order they should stand in the log. Each is appended or put out as a rejection. */
  | { readonly kind: "propose"; readonly proposals: readonly Proposal[] }
  /** A leader appends the configuration that the change makes, or the change is put out as a rejection. */
  | { readonly kind: "change-membership"; readonly change: MembershipChange }
  /** Every write up to and including this number is durable. */
  | { readonly kind: "written"; readonly write: number }
  /** A write failed: the node stops for good (a failed fsync says nothing about what reached the disk). */
  | { readonly kind: "write-failed"; readonly write: number }
  /** The machine has applied everything up to and including this index. */
  | { readonly kind: "applied"; readonly index: number }
  /** Entries that a fetch asked for, as storage has them now: contiguous from the fetch's first index, or none. */
  | { readonly kind: "fetched"; readonly firstIndex: number; readonly entries: readonly Entry[] }
  /** Somebody wants a snapshot now, if anything was applied since the last one. */
  | { readonly kind: "take-snapshot" }
  /** The snapshot of this index, which the node asked for, is durable. */
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
