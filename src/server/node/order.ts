import type { Input, NodeId, Output, RaftView, Rejection } from "../../raft/index.ts";
import type { ChangeOutcome, HandOverOutcome, Refused, SnapshotOutcome, Unknown } from "./node.ts";

/** Something that an operator asked for, and how it is told what came of it. */
export interface Order {
  readonly input: Input;
  readonly expiresAtUs: number;
  /** The core has taken the input, or refused it. From here on `settle` is asked after every step. */
  taken(view: RaftView, rejection: Rejection | undefined): boolean;
  /** True when there is nothing more to wait for. */
  settle(view: RaftView, output: Output): boolean;
  giveUp(reason: Unknown["reason"], leader: NodeId): void;
}

export type Finish<Outcome> = (outcome: Outcome) => void;

/** Waits until the configuration that the change made, or the one that follows it by itself, is committed. */
export function changeOrder(
  input: Input & { readonly kind: "change-membership" },
  expiresAtUs: number,
  finish: Finish<ChangeOutcome>,
): Order {
  let index = 0;
  let term = 0;
  return {
    input,
    expiresAtUs,
    taken(view, rejection) {
      index = view.lastIndex;
      term = view.term;
      if (rejection?.of === "change") finish(refused(rejection));
      return rejection !== undefined;
    },
    settle(view) {
      const isCommitted = view.commitIndex >= index && view.termAt(index) === term;
      if (isCommitted && !(view.configuration.leavesByItself || !view.isConfigurationCommitted)) {
        finish({ outcome: "committed", index });
        return true;
      }
      if (view.role === "leader" && view.term === term) return false;
      finish({ outcome: "unknown", reason: "leadership-lost", leader: view.leader });
      return true;
    },
    giveUp: (reason, leader) => finish({ outcome: "unknown", reason, leader }),
  };
}

/** Waits until it is known who leads after it. */
export function transferOrder(to: NodeId, expiresAtUs: number, finish: Finish<HandOverOutcome>): Order {
  let ended: Output["transferEnded"];
  return {
    input: { kind: "transfer", to },
    expiresAtUs,
    taken(_, rejection) {
      if (rejection?.of === "transfer") finish(refused(rejection));
      return rejection !== undefined;
    },
    settle({ leader }, output) {
      ended ??= output.transferEnded;
      if (ended === undefined || leader === 0) return false;
      finish({ outcome: ended.outcome, leader });
      return true;
    },
    giveUp(reason, leader) {
      finish(ended === undefined ? { outcome: "unknown", reason, leader } : { outcome: ended.outcome, leader });
    },
  };
}

/** Waits until a snapshot is durable of all that was applied when it was asked for. */
export function snapshotOrder(appliedIndex: number, expiresAtUs: number, finish: Finish<SnapshotOutcome>): Order {
  return {
    input: { kind: "take-snapshot" },
    expiresAtUs,
    taken: () => false,
    settle({ snapshotIndex }) {
      if (snapshotIndex < appliedIndex) return false;
      finish({ outcome: "saved", index: snapshotIndex });
      return true;
    },
    giveUp: (reason, leader) => finish({ outcome: "unknown", reason, leader }),
  };
}

function refused<Reason>({ reason, leader }: { readonly reason: Reason; readonly leader: NodeId }): Refused<Reason> {
  return { outcome: "refused", reason, leader };
}
