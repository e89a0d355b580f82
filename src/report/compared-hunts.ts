import type { ComparedHunt } from "../fuzz/mutants/compared-hunt.ts";
import type { Hunt } from "../fuzz/mutants/mutant-hunt.ts";
import type { StrategyName } from "../fuzz/strategies/strategy-name.ts";
import { middleOf } from "./middle.ts";
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
  return [...renderTable(columns, rows, width), "", summaryOf(compared.filter(isTelling), strategy)];
}

function summaryOf(telling: readonly ComparedHunt[], strategy: StrategyName): string {
  const against = `CPU seconds against ${strategy}`;
  if (telling.length === 0) return `${against}: nothing was killed either way`;
  return `${against}, median of ${counted(telling.length, "ratio")}: ${medianInText(telling)}`;
}

/** Where ratios are known only to be more or less than something, so may be their median. */
function medianInText(telling: readonly ComparedHunt[]): string {
  const least = middleOf(telling.map((pair) => (boundOf(pair) === "<" ? 0 : ratioOf(pair))));
  const most = middleOf(telling.map((pair) => (boundOf(pair) === ">" ? Number.POSITIVE_INFINITY : ratioOf(pair))));
  if (least === most) return least.toFixed(2);
  if (least === 0) return `<${most.toFixed(2)}`;
  return Number.isFinite(most) ? `${least.toFixed(2)} to ${most.toFixed(2)}` : `>${least.toFixed(2)}`;
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
  return isTelling(pair) ? `${boundOf(pair)}${ratioOf(pair).toFixed(2)}` : "-";
}

/** What is known of a ratio where one of the hunts was given up. */
function boundOf({ other, own }: ComparedHunt): ">" | "<" | "" {
  if (own.fate !== "killed") return ">";
  return other.fate === "killed" ? "" : "<";
}
