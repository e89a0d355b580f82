import type { Asked, Consistency } from "../../machine/index.ts";
import type {
  ChangeRejectionReason,
  MembershipChange,
  NodeId,
  ReadRejectionReason,
  RejectionReason,
  Status,
  TransferOutcome,
  TransferRejectionReason,
} from "../../raft/index.ts";
import type { TransportCounters } from "../transport/transport.ts";

/** Where a server is found, as "host:port". */
export interface NodeAddress {
  readonly transport: string;
  /** Empty as long as it is not known here. */
  readonly api: string;
}

/** It had no effect and never will. */
export interface Refused<Reason> {
  readonly outcome: "refused";
  readonly reason: Reason;
  /** The leader this node knows of; 0 if none. */
  readonly leader: NodeId;
}

/** Nobody here knows whether it was, or will be, carried out. */
export interface Unknown {
  readonly outcome: "unknown";
  readonly reason: "leadership-lost" | "timed-out" | "stopped";
  readonly leader: NodeId;
}

export type WriteOutcome =
  | { readonly outcome: "applied"; readonly index: number; readonly result: unknown }
  | { readonly outcome: "registered"; readonly session: number }
  | { readonly outcome: "session-expired" }
  /** Another command was carried out under this key before; this one was not. */
  | { readonly outcome: "sequence-reused" }
  | { readonly outcome: "idempotency-key-reused" }
  | Refused<RejectionReason>
  | Unknown;

export type ReadOutcome =
  /** `index`: how far the machine had applied the log when it was asked. */
  | { readonly outcome: "read"; readonly index: number; readonly result: unknown }
  | Refused<ReadRejectionReason | "timed-out">;

export type ChangeOutcome =
  | { readonly outcome: "committed"; readonly index: number }
  /** `quorum-would-be-lost`: too few of those who would vote answer now. */
  | Refused<ChangeRejectionReason | "quorum-would-be-lost">
  | Unknown;

export type CatchUpOutcome =
  | { readonly outcome: "caught-up" }
  /** It did not, in time, or does not answer. */
  | Refused<"not-caught-up" | "not-leader" | "stopped">;

export type HandOverOutcome =
  | { readonly outcome: TransferOutcome; readonly leader: NodeId }
  | Refused<TransferRejectionReason>
  | Unknown;

export type SnapshotOutcome =
  | { readonly outcome: "saved"; readonly index: number }
  /** Nothing was applied since the last one. */
  | { readonly outcome: "nothing-new"; readonly index: number }
  | Unknown;

export interface StorageStatus {
  readonly segments: number;
  readonly bytes: number;
  /** 0 if there is none. */
  readonly snapshotBytes: number;
  readonly snapshotIndex: number;
}

/** A node as operators see it: a plain value that does not change with the node. */
export interface NodeStatus {
  readonly raft: Status;
  readonly addresses: ReadonlyMap<NodeId, NodeAddress>;
  readonly storage: StorageStatus;
  readonly transport: TransportCounters;
  readonly keys: number;
  readonly startedAtMs: number;
  /** Why the node has stopped; undefined while it runs. */
  readonly failure: string | undefined;
}

/** One server of a cluster, as its API sees it. A promise is kept within the timeout that was given, or the node's own. */
export interface ServerNode {
  readonly id: NodeId;
  /** As far as it knows; 0 if there is none. */
  readonly leader: NodeId;
  /** Whether it belongs to the cluster, as far as it knows: it may have been removed, or be waiting to be added. */
  readonly isMember: boolean;
  /** Where a server is found, as far as this node knows. Cheap, unlike `status`. */
  addressOf(id: NodeId): NodeAddress | undefined;
  write(asked: Asked, timeoutMs: number): Promise<WriteOutcome>;
  /** `command` changes nothing. `maxStalenessUs` counts for stale reads alone. */
  read(command: unknown, consistency: Consistency, maxStalenessUs: number, timeoutMs: number): Promise<ReadOutcome>;
  changeMembership(change: MembershipChange, timeoutMs: number): Promise<ChangeOutcome>;
  /** Kept when a member that is to vote has caught up with the log, and answers. */
  catchUp(id: NodeId, timeoutMs: number): Promise<CatchUpOutcome>;
  /** Tells every server where this one is found, before it is added, so that all can reach it. */
  announce(id: NodeId, address: NodeAddress, timeoutMs: number): Promise<WriteOutcome>;
  /** 0: to whoever is most caught up. */
  transfer(to: NodeId, timeoutMs: number): Promise<HandOverOutcome>;
  takeSnapshot(timeoutMs: number): Promise<SnapshotOutcome>;
  status(): NodeStatus;
  /** Hands leadership over if it has any, syncs what waits, and ends. */
  stop(): Promise<void>;
  /** Kept when the node stops of itself, with the reason. */
  readonly failed: Promise<string>;
}
