import type { ComparedHunt } from "../fuzz/mutants/compared-hunt.ts";
import type { Hunt } from "../fuzz/mutants/mutant-hunt.ts";
import type { StrategyName } from "../fuzz/strategies/strategy-name.ts";
import { counted, grouped } from "./numbers.ts";
import { type Column, renderTable } from "./table.ts";

/**
 * What each mutant took, in seeds and in CPU seconds, beside what it took by the strategy that it is compared with, and
 * the one divided by the other. A hunt that killed nothing counts as what it took until it was given up: more is not
 * known, and its figures have a ">" before them.
 */
export function describeCompared(compared: readonly ComparedHunt[], strategy: StrategyName, width: number): string[] {
  const columns: readonly Column[] = [
    { title: "mutant", align: "left" },
    { title: "seeds", align: "right" },
    { title: "CPU s", align: "right" },
    { title: `${strategy}: seeds`, align: "right" },
    { title: "CPU s", align: "right" },
    { title: "ratio", align: "right" },
  ];
  const rows = compared.map((pair) => {
    const { own, other } = pair;
    return [own.mutant.id, ...costOf(own), ...costOf(other), ratioInText(pair)];
  });
  return [...renderTable(columns, rows, width), "", summaryOf(compared.filter(isTelling).map(ratioOf), strategy)];
}

function summaryOf(ratios: readonly number[], strategy: StrategyName): string {
  const against = `CPU seconds against ${strategy}`;
  if (ratios.length === 0) return `${against}: nothing was killed either way`;
  return `${against}, median of ${counted(ratios.length, "ratio")}: ${middleOf(ratios).toFixed(2)}`;
}

/** Of two hunts that were both given up nobody knows which would have taken longer. */
function isTelling({ other, own }: ComparedHunt): boolean {
  return own.fate === "killed" || other.fate === "killed";
}

/** The fields of one comparison in a JSON document. */
export function comparedFields(pair: ComparedHunt) {
  const { own, other } = pair;
  return { id: own.mutant.id, own: costFields(own), other: costFields(other), ratio: ratioOf(pair) };
}

function costFields({ cpuMs, fate, result }: Hunt) {
  return { fate, seeds: result.totals.runs, cpuMs: Math.round(cpuMs) };
}

function costOf(hunt: Hunt): string[] {
  const atLeast = hunt.fate === "killed" ? "" : ">";
  return [`${atLeast}${grouped(hunt.result.totals.runs)}`, `${atLeast}${(hunt.cpuMs / 1_000).toFixed(1)}`];
}

/** Of CPU times that are never quite nothing. */
function ratioOf({ other, own }: ComparedHunt): number {
  return Math.max(own.cpuMs, 1) / Math.max(other.cpuMs, 1);
}

function ratioInText(pair: ComparedHunt): string {
  if (!isTelling(pair)) return "-";
  const bound = pair.own.fate !== "killed" ? ">" : pair.other.fate !== "killed" ? "<" : "";
  return `${bound}${ratioOf(pair).toFixed(2)}`;
}

/** The middle value; of an even number, the lower of the two. */
function middleOf(values: readonly number[]): number {
  const ascending = [...values].sort((one, other) => one - other);
  return ascending[(ascending.length - 1) >> 1]!;
}
