import type { CrdtHunt } from "../fuzz/crdt/crdt-hunt.ts";
import { counted, grouped } from "./numbers.ts";
import type { Paint } from "./paint.ts";
import { type Column, renderTable } from "./table.ts";

/** What became of each mutant of the replicated data types: the law that killed it, and in how few operations. */
export function describeCrdtHunts(hunts: readonly CrdtHunt[], paint: Paint, width: number): string[] {
  const table = renderTable(CRDT_HUNT_COLUMNS, hunts.map(crdtHuntRow), width);
  const line = sumOfCrdtHunts(hunts);
  return [...table, "", hunts.every(({ fate }) => fate === "killed") ? paint.green(line) : paint.red(line)];
}

export const CRDT_HUNT_COLUMNS = [
  { title: "mutant", align: "left" },
  { title: "type", align: "left" },
  { title: "killed by", align: "left" },
  { title: "operations", align: "right" },
  { title: "seeds", align: "right" },
  { title: "s", align: "right" },
] as const satisfies readonly Column[];

export function sumOfCrdtHunts(hunts: readonly CrdtHunt[]): string {
  const killed = hunts.filter(({ fate }) => fate === "killed").length;
  return `${grouped(killed)} of ${counted(hunts.length, "mutant")} of the types killed`;
}

export function crdtHuntRow({ counterexample, fate, killedIn, mutant, seeds, wallMs }: CrdtHunt): string[] {
  const how = counterexample === undefined ? `(${fate.replaceAll("-", " ")})` : counterexample.law;
  const operations = counterexample === undefined ? "" : String(counterexample.operations);
  return [mutant.id, killedIn ?? mutant.types.join(", "), how, operations, grouped(seeds), (wallMs / 1000).toFixed(1)];
}

/** The fields of one such mutant in a JSON document. */
export function crdtHuntFields({ counterexample, fate, killedIn, lastSeed, mutant, seeds, wallMs }: CrdtHunt) {
  return {
    id: mutant.id,
    expect: mutant.expect,
    breaks: mutant.breaks,
    fate,
    killedIn: killedIn ?? null,
    killingSeed: fate === "killed" ? lastSeed : null,
    counterexample: counterexample ?? null,
    seeds,
    wallMs: Math.round(wallMs),
  };
}
