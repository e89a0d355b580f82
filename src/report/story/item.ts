import type { LossReason } from "../../fuzz/chronicle/chronicle.ts";

/** Something that happened, of one step or of several that belong together: a line of the timeline. */
export type Item = Election | LostElections | Accession | Replication | Catching | Commitment | Saving | Alike | Plain;

interface Told {
  readonly atUs: number;
  /** The steps that it tells of. */
  readonly steps: number[];
  /** Whoever did something in it: nothing of theirs that came later may be told within what came before it. */
  readonly nodes: number[];
}

export interface Election extends Told {
  readonly kind: "election";
  readonly candidate: number;
  readonly term: number;
  /** The last entry of the candidate's log, as "2:3"; empty if it has none. */
  readonly logEnd: string;
  /** It asked for votes: what is told is not only who voted. */
  asks: boolean;
  readonly voters: number[];
  /** Of the voters, those whose own logs have more, and up to where they go. */
  readonly ahead: { readonly node: number; readonly logEnd: string }[];
  readonly unheard: Unheard[];
  leads: boolean;
}

/** Several elections in a row that nobody won. */
export interface LostElections extends Told {
  readonly kind: "lost-elections";
  readonly elections: readonly Election[];
}

/** An election that is won, and the first entry of the leader, of which nothing more is to be told. */
export interface Accession extends Told {
  readonly kind: "accession";
  readonly election: Election;
  readonly first: Replication;
}

/** A leader appends entries; others store them; it commits them. */
export interface Replication extends Told {
  readonly kind: "replication";
  readonly leader: number;
  readonly term: number;
  readonly entries: TaleEntry[];
  /** When the last of them was appended. */
  readonly untilUs: number;
  readonly stored: number[];
  readonly unheard: Unheard[];
  /** Some copy arrived somewhere, though it may not be told who stored it. */
  arrives: boolean;
  /** When others store some of it, told or not. */
  elsewhere: "never" | "later" | "meanwhile";
  /** 0: not as part of this. */
  committedIndex: number;
  /** Who is told that. */
  readonly learners: number[];
}

/** Nodes take entries from a leader, which may have had them for long. */
export interface Catching extends Told {
  readonly kind: "catching";
  readonly from: number;
  readonly takers: number[];
  readonly entries: TaleEntry[];
  /** When the last of them was stored. */
  untilUs: number;
  /** What had to go for it: from this index on, as terms; none if nothing had to. */
  readonly dropped: readonly TaleEntry[];
}

export interface Commitment extends Told {
  readonly kind: "commitment";
  readonly index: number;
  readonly term: number;
  /** The leader that decided it; 0 where it is only told who learns of it. */
  readonly leader: number;
  /** Of the entry that the leader commits, if it is of an older term than the leader's (Raft paper, section 5.4.2). */
  readonly olderTerm: number;
  readonly learners: number[];
}

/** Nodes save their machines up to an index, and drop the log up to there. */
export interface Saving extends Told {
  readonly kind: "saving";
  readonly index: number;
  readonly savers: number[];
  readonly droppers: number[];
}

/** What nodes did at one moment, each of them the same. */
export interface Alike extends Told {
  readonly kind: "alike";
  readonly who: readonly number[];
  /** What one of them does, "crashes", and what several do, "crash". */
  readonly does: string;
  readonly do: string;
}

/** All that does not grow. */
export interface Plain extends Told {
  readonly kind: "plain";
  readonly text: string;
  /** A deed of the lab, what a client was told, what follows from what is told besides, or anything else. */
  readonly about: "deed" | "answer" | "consequence" | "node";
}

export interface TaleEntry {
  readonly index: number;
  readonly term: number;
  /** It is what a leader appends when it begins. */
  readonly isEmpty: boolean;
  /** Of a configuration: who belongs to it, in words. Otherwise empty. */
  readonly members: string;
}

/** To whom something did not get, and why. */
export interface Unheard {
  readonly to: number;
  readonly why: LossReason;
}
