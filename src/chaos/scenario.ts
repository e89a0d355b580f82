import type { LinkConditions, Moment } from "../sim/index.ts";
import type { Aim, Shape } from "./fault.ts";
import type { TaskKind } from "./task.ts";

/**
 * What can go wrong, as data: what one file below `scenarios/` says, in integers. Ranges are inclusive; probabilities
 * are out of 1,000,000; times are virtual microseconds. It is plain data, so that it can be handed to a worker.
 */
export interface Scenario {
  readonly name: string;
  /** One line for the table of scenarios. */
  readonly title: string;
  /** What must hold: every invariant, or only what each honest node promises alone. */
  readonly expects: "safety" | "promises";
  readonly budget: Budget;
  readonly cluster: ClusterTiming;
  readonly pace: Pace;
  /** What links do to messages all the time, clients' links too. */
  readonly network: LinkConditions;
  /** Each node's clock runs at a rate drawn from this range and first shows a time up to this. */
  readonly clocks: { readonly rateMinPerMille: number; readonly rateMaxPerMille: number; readonly offsetMaxUs: number };
  readonly faults: FaultRates;
  /** What an operator does meanwhile; nothing if not given. */
  readonly operator?: OperatorRates;
  /** How clients read, if all seeds are to do it in this way; each draws it for itself if not given. */
  readonly reads?: StaleReads;
  /** Nodes gossip beside the log, and clients ask for values that go either way; none does if not given. */
  readonly gossip?: GossipRate;
  readonly liars: LiarPlan | undefined;
  /** In order; at least one. */
  readonly phases: readonly Phase[];
  /** How many of its seeds are in turmoil: see turmoil.ts. */
  readonly turmoilPerMillion: number;
}

/** How much may be broken at one time, or for good: the plan never goes beyond. */
export interface Budget {
  /** Nodes that are down or paused at one time: any number of them, or less than half. */
  readonly down: "any" | "minority";
  /** Nodes whose disks are damaged, for good. Fewer still if that would be half of them. */
  readonly damagedNodes: number;
  /** Partitions in force at one time; one more waits for its turn. */
  readonly partitionsAtOnce: number;
}

/** Whatever is asked for is done. */
export const NO_LIMITS: Budget = {
  down: "any",
  damagedNodes: Number.MAX_SAFE_INTEGER,
  partitionsAtOnce: Number.MAX_SAFE_INTEGER,
};

/** Raft needs an election timeout far above the time that a message takes (Raft paper §5.6). */
export interface ClusterTiming {
  readonly electionTimeoutUs: number;
  readonly heartbeatIntervalUs: number;
}

/** An operation begins every so often, and so many of them hand a command to a client. */
export interface Pace {
  readonly everyMinUs: number;
  readonly everyMaxUs: number;
  readonly submitPerMillion: number;
}

/** What every fault that comes now and then has: how many operations bring one. */
export interface Rate {
  readonly chancePerMillion: number;
}

/** How long a fault lasts. */
export interface Lasting {
  readonly forMinUs: number;
  readonly forMaxUs: number;
}

export interface Aimed {
  /** One of these is chosen each time. */
  readonly aims: readonly Aim[];
}

/** The faults that come now and then; those that a scenario does not name never come. */
export interface FaultRates {
  readonly partition?: Rate & Lasting & { readonly shapes: readonly Shape[] };
  readonly clog?: Rate & Lasting;
  /**
   * Crashes at once, or at the end of the next event that is such a moment; "elected" waits for the next new leader.
   */
  readonly crash?: Rate & Lasting & Aimed & { readonly moments: readonly ("now" | "elected" | Moment)[] };
  readonly crashAll?: Rate & Lasting;
  readonly pause?: Rate & Lasting & Aimed;
  readonly slowNode?: Rate & Lasting & Aimed & { readonly perEventMinUs: number; readonly perEventMaxUs: number };
  readonly slowDisk?: Rate & Lasting & Aimed & { readonly addedMinUs: number; readonly addedMaxUs: number };
  readonly failSync?: Rate & Lasting & Aimed;
  readonly fillDisk?: Rate & Lasting & Aimed;
  readonly damageDisk?: Rate & Aimed;
  /** Backward where negative. */
  readonly jumpClock?: Rate & Aimed & { readonly byMinUs: number; readonly byMaxUs: number };
  readonly changeClockRate?: Rate & Aimed & { readonly toMinPerMille: number; readonly toMaxPerMille: number };
  /** Asked to end, and so graceful. */
  readonly stop?: Rate & Lasting & Aimed;
}

/** How many operations bring each task of an operator, out of 1,000,000. */
export type OperatorRates = { readonly [Kind in TaskKind]?: number };

/** Reads go to any node and not through the log, and half of them may show what is as old as one of these. */
export interface StaleReads {
  readonly stalenessMinUs: number;
  readonly stalenessMaxUs: number;
}

/** Each node tells another something every so often: each seed draws how often. */
export interface GossipRate {
  readonly intervalMinUs: number;
  readonly intervalMaxUs: number;
}

/** Nodes that lie, all together, until others take over. */
export interface LiarPlan {
  /** How many at one time; "third" is (n - 1) / 3, the most that a protocol that survives liars could bear. */
  readonly liars: number | "third";
  /** Names of lies; each seed draws which of them are told. */
  readonly lies: readonly string[];
  /** Other nodes take over every so many operations; 0: never. */
  readonly rotateEveryOperations: number;
}

/** A part of the storm, with faults as strong as this share of the scenario's figures. */
export interface Phase {
  /** Its share of the operations; those of all phases together are 1,000,000. */
  readonly operationsPerMillion: number;
  readonly strengthPerMille: number;
}
