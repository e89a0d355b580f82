import type { ImpossibleMutant } from "../fuzz/mutant.ts";
import type { Hunt } from "../fuzz/mutant-hunt.ts";
import { counted, grouped } from "./numbers.ts";
import type { Paint } from "./paint.ts";
import { renderTable } from "./table.ts";

/**
 * What became of each mutant, as a table with those behind them that cannot be planted, and a line on each fate that was
 * not expected.
 */
export function describeHunts(
  hunts: readonly Hunt[],
  impossible: readonly ImpossibleMutant[],
  paint: Paint,
  width: number,
): string[] {
  const table = renderTable(
    [
      { title: "mutant", align: "left" },
      { title: "killed by", align: "left" },
      { title: "seeds", align: "right" },
      { title: "operations", align: "right" },
      { title: "s", align: "right" },
    ],
    [...hunts.map(rowOf), ...impossible.map(({ id }) => [id, "(impossible)", "", "", ""])],
    width,
  );
  return [
    ...table,
    "",
    ...hunts.flatMap((hunt) => remarksOn(hunt, paint)),
    verdictOn(hunts, paint),
    ...remarkOnImpossible(impossible),
  ];
}

function rowOf(hunt: Hunt): string[] {
  const { totals } = hunt.result;
  return [
    hunt.mutant.id,
    hunt.killedBy[0] ?? `(${hunt.fate})`,
    grouped(totals.runs),
    grouped(totals.operations),
    (hunt.wallMs / 1000).toFixed(1),
  ];
}

function remarksOn(hunt: Hunt, paint: Paint): string[] {
  const { mutant, fate } = hunt;
  const remarks: string[] = [];
  if (!hunt.asExpected && fate !== "interrupted") {
    const hope = mutant.expect === "killed" ? "be killed" : "survive";
    remarks.push(paint.red(`${mutant.id} should ${hope}, but ${fateInWords(hunt)}`));
  }
  if (hunt.unforeseen && mutant.expect === "killed") {
    const broken = hunt.killedBy.join(", ");
    remarks.push(paint.yellow(`${mutant.id} was killed by ${broken}, which is not among ${mutant.breaks.join(", ")}`));
  }
  return remarks;
}

function fateInWords({ fate, killedBy, result }: Hunt): string {
  const after = `after ${counted(result.totals.runs, "seed")}`;
  if (fate === "killed") return `was killed by ${killedBy.join(", ")} ${after}: ${result.failure!.result.seed}`;
  if (fate === "crashed") return `the lab crashed on seed ${result.crash!.seed}: ${result.crash!.message}`;
  if (fate === "untested") return "not one run ended within the time allowed";
  return `survived ${counted(result.totals.runs, "seed")}`;
}

function verdictOn(hunts: readonly Hunt[], paint: Paint): string {
  const asExpected = hunts.filter((hunt) => hunt.asExpected).length;
  const line = `${grouped(asExpected)} of ${counted(hunts.length, "mutant")} fared as expected`;
  return asExpected === hunts.length ? paint.green(line) : paint.red(line);
}

function remarkOnImpossible({ length }: readonly ImpossibleMutant[]): string[] {
  if (length === 0) return [];
  const which = length === 1 ? "1 more is" : `${grouped(length)} more are`;
  const where = length === 1 ? "its file says" : "their files say";
  return [`${which} impossible by construction; ${where} why`];
}

/** The fields of one mutant in a JSON document. */
export function huntFields(hunt: Hunt) {
  const { mutant, campaign, result } = hunt;
  return {
    id: mutant.id,
    expect: mutant.expect,
    breaks: mutant.breaks,
    fate: hunt.fate,
    asExpected: hunt.asExpected,
    unforeseen: hunt.unforeseen,
    killedBy: hunt.killedBy,
    killingSeed: result.failure?.result.seed ?? null,
    nodes: campaign.nodes,
    seeds: result.totals.runs,
    operations: result.totals.operations,
    wallMs: Math.round(hunt.wallMs),
  };
}
