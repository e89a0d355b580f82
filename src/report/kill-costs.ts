import type { Hunt } from "../fuzz/mutants/mutant-hunt.ts";
import { middleOf } from "./middle.ts";
import { grouped } from "./numbers.ts";
import { type Column, renderTable } from "./table.ts";

const COLUMNS: readonly Column[] = [
  { title: "to kill", align: "left" },
  { title: "median", align: "right" },
  { title: "worst", align: "right" },
  { title: "of", align: "left" },
];

/** What it took to kill the mutants that were, and which of them took the most. */
export interface KillCosts {
  /** Of those that are to be killed, whether they were or not, and how many were. */
  readonly mutants: number;
  readonly killed: number;
  readonly seeds: Cost;
  /** Of all runs that were judged, up to and with the one that killed. */
  readonly cpuMs: Cost;
}

interface Cost {
  readonly median: number;
  readonly worst: number;
  /** The id of the mutant. */
  readonly worstOf: string;
}

/** Undefined if nothing was killed. A hunt that killed nothing has no cost: it is only known to be more. */
export function killCostsOf(hunts: readonly Hunt[]): KillCosts | undefined {
  const sought = hunts.filter(({ mutant }) => mutant.expect === "killed");
  const killed = sought.filter(({ fate }) => fate === "killed");
  if (killed.length === 0) return undefined;
  return {
    mutants: sought.length,
    killed: killed.length,
    seeds: costOf(killed, ({ result }) => result.totals.runs),
    cpuMs: costOf(killed, ({ cpuMs }) => Math.round(cpuMs)),
  };
}

function costOf(killed: readonly Hunt[], measure: (hunt: Hunt) => number): Cost {
  const worst = killed.reduce((most, hunt) => (measure(hunt) > measure(most) ? hunt : most));
  return { median: middleOf(killed.map(measure)), worst: measure(worst), worstOf: worst.mutant.id };
}

/** A table and what it is of; nothing where there are not several of which to tell. */
export function describeKillCosts(hunts: readonly Hunt[], width: number): string[] {
  const costs = killCostsOf(hunts);
  if (costs === undefined || costs.mutants === 1) return [];
  const { cpuMs, killed, mutants, seeds } = costs;
  const inSeconds = (ms: number): string => (ms / 1000).toFixed(1);
  const rows = [
    ["seeds", grouped(seeds.median), grouped(seeds.worst), seeds.worstOf],
    ["CPU s", inSeconds(cpuMs.median), inSeconds(cpuMs.worst), cpuMs.worstOf],
  ];
  return [
    ...renderTable(COLUMNS, rows, width),
    `over the ${grouped(killed)} that were killed, of ${grouped(mutants)} that are to be`,
  ];
}
