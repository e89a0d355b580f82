import type { Consistency } from "../machine/read.ts";
import { MILLION } from "../sim/index.ts";
import type { Process } from "../sim/program.ts";

/** How a client has commands answered that only read. Shares are out of 1,000,000. */
export interface ReadHabits {
  /** How many of them do not go through the log. */
  readonly directPerMillion: number;
  /** How many of those go to any node, and not to the one that is believed to lead. */
  readonly anywherePerMillion: number;
  /** Each is of one of these, all equally likely. */
  readonly consistencies: readonly Consistency[];
  /**
   * Each stale one shows what was decided so long ago, or later; one of these, on the clock of the node that is asked.
   */
  readonly stalenessesUs: readonly number[];
}

export const NO_READS: ReadHabits = {
  directPerMillion: 0,
  anywherePerMillion: 0,
  consistencies: ["linearizable"],
  stalenessesUs: [0],
};

/** How one command that only reads is answered. */
export interface HowToRead {
  /** Logged: by an entry in the log, as any other command. */
  readonly consistency: Consistency | "logged";
  /** Stale: how old the state may be that it shows; 0 for the others. */
  readonly maxStalenessUs: number;
}

const LOGGED: HowToRead = { consistency: "logged", maxStalenessUs: 0 };

export function chooseRead<W>(process: Process<W>, habits: ReadHabits): HowToRead {
  const { consistencies, directPerMillion, stalenessesUs } = habits;
  if (process.choose("client-read", MILLION) < MILLION - directPerMillion) return LOGGED;
  const consistency = consistencies[process.choose("client-read", consistencies.length)]!;
  const isStale = consistency === "stale";
  const maxStalenessUs = isStale ? stalenessesUs[process.choose("client-read", stalenessesUs.length)]! : 0;
  return { consistency, maxStalenessUs };
}

export function goesAnywhere<W>(process: Process<W>, { anywherePerMillion }: ReadHabits): boolean {
  return process.choose("client-read", MILLION) < anywherePerMillion;
}
