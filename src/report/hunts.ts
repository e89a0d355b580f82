import type { Searched } from "../fuzz/campaign/seed-task.ts";
import type { ImpossibleMutant } from "../fuzz/mutants/mutant.ts";
import type { Bystander, Hunt } from "../fuzz/mutants/mutant-hunt.ts";
import { counted, grouped } from "./numbers.ts";
import type { Paint } from "./paint.ts";
import { type Column, renderTable } from "./table.ts";

/** The command that searches a seed of a hunt again. */
export type Reproduce = (hunt: Hunt, searched: Searched) => string;

/**
 * What became of each mutant, as a table with those behind them that cannot be planted, and a line on each fate that
 * was not expected, with the command that shows it where a single seed does.
 */
export function describeHunts(
  hunts: readonly Hunt[],
  impossible: readonly ImpossibleMutant[],
  reproduce: Reproduce,
  paint: Paint,
  width: number,
): string[] {
  const line = sumOfHunts(hunts);
  const isAsExpected = hunts.every((hunt) => hunt.asExpected);
  return [
    ...renderTable(HUNT_COLUMNS, huntRows(hunts, impossible), width),
    "",
    ...hunts.flatMap((hunt) => remarksOn(hunt, reproduce, paint)),
    isAsExpected ? paint.green(line) : paint.red(line),
    ...remarkOnImpossible(impossible),
  ];
}

export const HUNT_COLUMNS = [
  { title: "mutant", align: "left" },
  { title: "scenario", align: "left" },
  { title: "nodes", align: "right" },
  { title: "killed by", align: "left" },
  { title: "seeds", align: "right" },
  { title: "s", align: "right" },
] as const satisfies readonly Column[];

export function huntRows(hunts: readonly Hunt[], impossible: readonly ImpossibleMutant[]): string[][] {
  return [...hunts.map(rowOf), ...impossible.map(({ id }) => [id, "", "", "(impossible)", "", ""])];
}

function rowOf(hunt: Hunt): string[] {
  const { campaign, fate, killedBy, mutant, result, wallMs } = hunt;
  return [
    mutant.id,
    campaign.scenario?.name ?? "(mix)",
    String(campaign.nodes),
    fate === "killed" ? killedBy[0]! : `(${fate.replaceAll("-", " ")})`,
    grouped(result.totals.runs),
    (wallMs / 1000).toFixed(1),
  ];
}

function remarksOn(hunt: Hunt, reproduce: Reproduce, paint: Paint): string[] {
  const surprise = surpriseOf(hunt, reproduce);
  if (surprise === undefined) return [];
  const { again, what } = surprise;
  return [paint.red(what), ...(again === undefined ? [] : [`reproduce: ${paint.bold(again)}`])];
}

/** A fate that was not expected. */
export interface Surprise {
  readonly what: string;
  /** The command that shows it; undefined if no single seed does. */
  readonly again: string | undefined;
}

/** Undefined if it fared as expected, or nobody knows how. */
export function surpriseOf(hunt: Hunt, reproduce: Reproduce): Surprise | undefined {
  const { mutant, fate, killer, result, alsoFell } = hunt;
  if (hunt.asExpected || fate === "interrupted") return undefined;
  const hope = mutant.expect === "killed" ? `be killed by ${mutant.breaks.join(" or ")}` : "survive";
  const telling = killer ?? result.crashes[0] ?? alsoFell[0];
  return {
    what: `${mutant.id} should ${hope}, but ${fateInWords(hunt)}`,
    again: telling && reproduce(hunt, telling),
  };
}

function fateInWords({ fate, killedBy, killer, alsoFell, result, wallMs }: Hunt): string {
  if (fate === "killed") return `was killed by ${killedBy.join(", ")} on seed ${killer!.seed}`;
  if (fate === "crashed") {
    const [crash] = result.crashes;
    return `the lab crashed on seed ${crash!.seed}: ${crash!.message}`;
  }
  if (fate === "untested") return "not one run ended within the time allowed";
  const others = alsoFell.length === 0 ? "" : `, in which something else fell: ${alsoFell.map(describe).join(", ")}`;
  const seeds = `${counted(result.totals.runs, "seed")}${others}`;
  return fate === "survived" ? `survived ${seeds}` : `was not killed in ${(wallMs / 1000).toFixed(1)} s: ${seeds}`;
}

function describe({ invariant, runs, seed }: Bystander): string {
  return `${invariant} in ${grouped(runs)}, first on seed ${seed}`;
}

export function sumOfHunts(hunts: readonly Hunt[]): string {
  const asExpected = hunts.filter((hunt) => hunt.asExpected).length;
  const outOfTime = hunts.filter(({ fate }) => fate === "out-of-time" || fate === "untested").length;
  const cut = outOfTime === 0 ? "" : `; the time was up for ${grouped(outOfTime)}`;
  return `${grouped(asExpected)} of ${counted(hunts.length, "mutant")} fared as expected${cut}`;
}

function remarkOnImpossible({ length }: readonly ImpossibleMutant[]): string[] {
  if (length === 0) return [];
  const which = length === 1 ? "1 more is" : `${grouped(length)} more are`;
  const where = length === 1 ? "its file says" : "their files say";
  return [`${which} impossible by construction; ${where} why`];
}

/** The fields of one mutant in a JSON document. */
export function huntFields(hunt: Hunt) {
  const { mutant, campaign, killer, result } = hunt;
  return {
    id: mutant.id,
    expect: mutant.expect,
    breaks: mutant.breaks,
    fate: hunt.fate,
    asExpected: hunt.asExpected,
    killedBy: hunt.killedBy,
    killingSeed: killer?.seed ?? null,
    ...(killer?.strategy && { killingStrategy: killer.strategy }),
    alsoFell: hunt.alsoFell,
    campaign: {
      scenario: campaign.scenario?.name ?? null,
      nodes: campaign.nodes,
      operations: campaign.operations,
    },
    seeds: result.totals.runs,
    operations: result.totals.operations,
    wallMs: Math.round(hunt.wallMs),
  };
}
