import type { ObservationName, Observations, Violation } from "../../../invariants/observation.ts";
import type { Deed } from "../../chaos/index.ts";
import type { LossReason } from "../../sim/index.ts";
import type { EntryName } from "../../sut/index.ts";

/**
 * Everything that happened in a run up to the violation, as plain data, for people: the story and the report are made of
 * it. Steps and messages are named by their places in these lists.
 */
export interface Chronicle {
  /** Endpoints 1 to `nodes` are nodes, the first `founders` of them the founders; clients come after them. */
  readonly nodes: number;
  readonly founders: number;
  readonly clients: number;
  /** Of the end of a longer one: the shortest facts that make the logs what they are before the first step. */
  readonly opening?: readonly Fact[];
  readonly steps: readonly Step[];
  readonly messages: readonly Letter[];
  /** The first that was found; undefined if none was. */
  readonly violation: Violation | undefined;
  /** The step in which it broke, mostly that after which it was found; the last one if nothing did. */
  readonly violationStep: number;
}

/** An event of the world, or what the director did between two events. */
export interface Step {
  /** The number of the event; for what the director did, that of the event before. */
  readonly event: number;
  readonly atUs: number;
  readonly kind:
    | "start"
    | "message"
    | "timer"
    | "synced"
    | "sync-failed"
    | "read"
    | "unreachable"
    /** Something that had waited for the end of a pause; a message that had is a message nevertheless. */
    | "resume"
    /** What was done to the cluster: the steps of the director that did nothing are not told. */
    | "deeds";
  /** The node or client whose event it was; 0 for the director. */
  readonly place: number;
  /** The message that arrived. */
  readonly message?: number;
  /** The messages that were sent in it. */
  readonly sent: readonly number[];
  /** What was observed in it, in order. */
  readonly facts: readonly Fact[];
  /** Nodes whose state is another one after it. */
  readonly states: readonly NodeState[];
  /** What the storm did, and whom it hit: none if it is for all. */
  readonly deeds?: readonly { readonly deed: Deed; readonly nodes: readonly number[] }[];
  /** Links between nodes that were cut or mended in it, by whatever. */
  readonly cut?: readonly Directed[];
  readonly mended?: readonly Directed[];
  /** The calm began in it. */
  readonly beginsCalm?: true;
}

/** From one endpoint to another. */
export type Directed = readonly [from: number, to: number];

export type { EntryName, LossReason };

/** One observation that the judge was told: its name, and what it was called with. */
export type Fact = {
  readonly [Name in ObservationName]: { readonly name: Name; readonly args: Parameters<Observations[Name]> };
}[ObservationName];

/** A message, from its sending to whatever became of it. */
export interface Letter {
  readonly from: number;
  readonly to: number;
  /** "vote-request", "append-response", "request", "reply" and so on. */
  readonly kind: string;
  /** The Raft term that it bears; 0 for messages of clients. */
  readonly term: number;
  /** What it says, in a few words: "after 3:2, entries 4:2, 5:2, commit 3". */
  readonly text: string;
  /** The entries of the log that it brings; absent if it brings none. */
  readonly entries?: readonly EntryName[];
  /** Of an answer that says yes or no. */
  readonly agrees?: boolean;
  /** Of an answer that says up to where the logs match. */
  readonly upTo?: number;
  readonly sentStep: number;
  readonly sentAtUs: number;
  /** Where it arrived and was handled: twice if it was duplicated. */
  readonly arrivals: readonly Arrival[];
  /** What became of each frame that did not arrive: lost on the way, on a cut link, where nobody was up, or damaged. */
  readonly losses: readonly Loss[];
}

export interface Arrival {
  readonly step: number;
  readonly atUs: number;
  /** A later message of its link arrived before it. */
  readonly overtaken: boolean;
}

export interface Loss {
  readonly why: LossReason;
  readonly atUs: number;
}

/** A node as a person would look at it; of one that is down, what it would restart with. */
export interface NodeState {
  readonly node: number;
  readonly role: "follower" | "pre-candidate" | "candidate" | "leader" | "learner" | "down";
  readonly isPaused: boolean;
  readonly term: number;
  /** 0: nobody. */
  readonly votedFor: number;
  readonly leader: number;
  readonly lastIndex: number;
  /** How far its log is durable. */
  readonly durableIndex: number;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  /** The last entry that its log does not hold any more, because a snapshot does; 0 if none. */
  readonly baseIndex: number;
  /** The configuration in force on it, or the last that was: "1 2 3", "1 2 3 | 1 2 4" in a joint one, learners behind a plus: "1 2 3 + 4". */
  readonly members: string;
}
