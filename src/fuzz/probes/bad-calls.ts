import type { RaftView } from "../../sut/index.ts";
import type { Input, Message } from "./core-types.ts";

/** A call that no driver may make, and what its error has to say. */
export interface BadCall {
  readonly input: Input;
  readonly says: RegExp;
}

/** Bad calls of a node in any state. */
export function badCallsOf(view: RaftView): BadCall[] {
  const { appliedIndex, id, lastIndex, lastTerm, snapshotIndex, term } = view;
  const chunk = { peer: id, offset: 0, data: undefined, bytes: 0, isLast: false };
  return [
    bad({ kind: "guess" }, /no input of kind guess/),
    bad({ kind: "applied", index: lastIndex + 1 }, /reported applied/),
    bad({ kind: "written", write: Number.MAX_SAFE_INTEGER }, /reported durable/),
    bad({ kind: "snapshot-saved", index: appliedIndex + 1 }, /reported saved/),
    bad({ kind: "snapshot-chunk", index: snapshotIndex + 1, ...chunk }, /was read/),
    bad({ kind: "propose", proposals: [{ data: undefined, bytes: 0 }] }, /at least 1 byte/),
    bad({ kind: "read", reads: [{ data: undefined, consistency: "guess", maxStalenessUs: 0 }] }, /a read is/),
    bad({ kind: "read", reads: [{ data: undefined, consistency: "stale", maxStalenessUs: -1 }] }, /maxStalenessUs/),
    bad({ kind: "change-membership", change: { kind: "guess" } }, /changed by change or leave/),
    bad({ kind: "change-membership", change: { kind: "change", steps: [], transition: "guess" } }, /a transition is/),
    bad({ kind: "change-membership", change: { kind: "change", steps: 1, transition: "auto" } }, /a list of steps/),
    bad({ kind: "change-membership", change: { kind: "change", steps: [{}], transition: "auto" } }, /a step is/),
    ...(view.role === "leader" ? [] : badEntries(id, term, lastIndex, lastTerm)),
  ];
}

/** Entries that no leader sends: with a gap before them, or of a term below the one before them. */
function badEntries(to: number, term: number, prevLogIndex: number, prevLogTerm: number): BadCall[] {
  const entry = { kind: "no-op", data: undefined, bytes: 0 } as const;
  const gap = [{ ...entry, index: prevLogIndex + 2, term }];
  const fall = [
    { ...entry, index: prevLogIndex + 1, term },
    { ...entry, index: prevLogIndex + 2, term: term - 1 },
  ];
  const call = (entries: unknown): Input & { readonly message: unknown } => {
    const header = { kind: "append-request", from: to + 1, to, term, round: 0, readRound: 0, leaderCommit: 0 };
    return { kind: "message", message: { ...header, prevLogIndex, prevLogTerm, entries } as unknown as Message };
  };
  // Of term 0 nobody leads, and nothing comes before it.
  if (term === 0) return [];
  return [bad(call(gap), /does not follow/), bad(call(fall), /follows term/)];
}

/** It is not what an input may be: that is the point. */
function bad(input: unknown, says: RegExp): BadCall {
  return { input: input as Input, says };
}
