import type { CrdtHunt } from "../../fuzz/crdt/crdt-hunt.ts";
import type { ImpossibleMutant } from "../../fuzz/mutants/mutant.ts";
import type { Hunt } from "../../fuzz/mutants/mutant-hunt.ts";
import { CRDT_HUNT_COLUMNS, crdtHuntRow, sumOfCrdtHunts } from "../crdt-hunts.ts";
import { HUNT_COLUMNS, huntRows, type Reproduce, sumOfHunts, surpriseOf } from "../hunts.ts";
import { counted } from "../numbers.ts";
import type { Column } from "../table.ts";
import { code, errorCommand, section, table } from "./markup.ts";

/** Each mutant that fared otherwise than expected, as a command that makes it an annotation. */
export function huntAnnotations(hunts: readonly Hunt[], ofTypes: readonly CrdtHunt[], reproduce: Reproduce): string[] {
  const surprises = hunts.flatMap((hunt) => {
    const surprise = surpriseOf(hunt, reproduce);
    if (surprise === undefined) return [];
    const { again, what } = surprise;
    return [errorCommand(`mutant ${hunt.mutant.id}`, again === undefined ? what : `${what}\nreproduce: ${again}`)];
  });
  const survivors = ofTypes.filter(({ fate }) => fate === "survived" || fate === "out-of-time");
  return [
    ...surprises,
    ...survivors.map(({ fate, mutant: { breaks, id }, seeds, wallMs }) => {
      const inTime = fate === "survived" ? "survived" : `was not killed in ${(wallMs / 1000).toFixed(1)} s:`;
      const what = `${id} should be killed by ${breaks.join(" or ")}, but ${inTime} ${counted(seeds, "seed")}`;
      return errorCommand(`mutant ${id}`, what);
    }),
  ];
}

/** A hunt of the catalogue as a section of a summary: what people are told in tables. */
export function huntsSummary(
  tool: string,
  hunts: readonly Hunt[],
  impossible: readonly ImpossibleMutant[],
  ofTypes: readonly CrdtHunt[],
  reproduce: Reproduce,
): string {
  const surprises = hunts.flatMap((hunt) => surpriseOf(hunt, reproduce) ?? []);
  const outcomes = [
    ...(hunts.length + impossible.length === 0 ? [] : [sumOfHunts(hunts)]),
    ...(ofTypes.length === 0 ? [] : [sumOfCrdtHunts(ofTypes)]),
  ];
  const tables = [
    ...tableUnlessEmpty(HUNT_COLUMNS, huntRows(hunts, impossible)),
    ...tableUnlessEmpty(CRDT_HUNT_COLUMNS, ofTypes.map(crdtHuntRow)),
    ...tableUnlessEmpty(
      [{ title: "otherwise than expected" }, { title: "reproduce" }],
      surprises.map(({ again, what }) => [what, code(again ?? "")]),
    ),
  ];
  return section(
    tool,
    outcomes.join("; "),
    tables.flatMap((lines, at) => (at === 0 ? lines : ["", ...lines])),
  );
}

function tableUnlessEmpty(columns: readonly Pick<Column, "title">[], rows: readonly string[][]): string[][] {
  if (rows.length === 0) return [];
  return [
    table(
      columns.map(({ title }) => title),
      rows,
    ),
  ];
}
