import type { RaftView } from "../../../sut/index.ts";
import type { Input, Message, Output, Status } from "../core-types.ts";

/** What a node was before a step, as far as laws ask. */
export interface Before {
  readonly role: RaftView["role"];
  readonly term: number;
  readonly votedFor: number;
  readonly leader: number;
  readonly lastIndex: number;
  readonly baseIndex: number;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  readonly durableIndex: number;
  readonly snapshotIndex: number;
  readonly leaseEndUs: number;
  readonly confirmedRound: number;
  readonly hasCommittedInTerm: boolean;
  readonly configuration: RaftView["configuration"];
  readonly isConfigurationCommitted: boolean;
  /** Of a leader: how its followers stand; empty of all others. */
  readonly peers: Status["peers"];
  /** What a leader wants to be stored, or its snapshot, is of a log that is the same up to there. */
  readonly isMatched: boolean;
}

/** One step of a node: what it was, what it took in and put out, and what it is now. */
export interface Step {
  readonly nowUs: number;
  readonly before: Before;
  readonly input: Input;
  readonly output: Output;
  readonly view: RaftView;
  /** Of a leader: how its followers stand now. */
  readonly peers: Status["peers"];
}

/** What a core does in each step, and nobody outside could tell: most of it saves time or messages. */
export interface Law {
  /** What it rules, for people, and where it is from: a section of the papers, or this core alone. */
  readonly about: string;
  readonly source: string;
  /** Throws where the step breaks it. */
  check(step: Step): void;
  fork(): Law;
}

export function beforeStep(view: RaftView, peers: Status["peers"], input: Input): Before {
  const { appliedIndex, baseIndex, commitIndex, configuration, durableIndex, hasCommittedInTerm } = view;
  const { isConfigurationCommitted, lastIndex, leader, leaseEndUs, role, snapshotIndex, term, votedFor } = view;
  return {
    role,
    term,
    votedFor,
    leader,
    lastIndex,
    baseIndex,
    commitIndex,
    appliedIndex,
    durableIndex,
    snapshotIndex,
    leaseEndUs,
    confirmedRound: view.confirmedRound,
    hasCommittedInTerm,
    configuration,
    isConfigurationCommitted,
    peers,
    isMatched: input.kind === "message" && isMatched(view, input.message),
  };
}

/** What is below the log, or applied, is committed, and every later leader has the same. */
function isMatched(view: RaftView, message: Message): boolean {
  if (message.kind === "append-request") {
    const { prevLogIndex, prevLogTerm } = message;
    return prevLogIndex < view.baseIndex || view.termAt(prevLogIndex) === prevLogTerm;
  }
  if (message.kind !== "snapshot-request") return false;
  const { index, term } = message.snapshot;
  return index <= view.commitIndex || view.termAt(index) === term;
}

/** Still the same role, in the same term, of the same leader. */
export function isSameReign({ before, view }: Step): boolean {
  return before.role === view.role && before.term === view.term && before.leader === view.leader;
}

export function messageIn({ input }: Step): Message | undefined {
  return input.kind === "message" ? input.message : undefined;
}

export function sent<Kind extends Message["kind"]>(
  { output }: Step,
  kind: Kind,
): Extract<Message, { readonly kind: Kind }>[] {
  return output.messages.filter((message) => message.kind === kind) as Extract<Message, { readonly kind: Kind }>[];
}

/** The highest index up to `index` whose term is at most `term`, not below the base (Raft paper §5.3). */
export function lastWithin(view: RaftView, index: number, term: number): number {
  let place = Math.min(index, view.lastIndex);
  while (place > view.baseIndex && view.termAt(place)! > term) place--;
  return Math.max(place, view.baseIndex);
}
