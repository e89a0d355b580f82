import type { Searched } from "../fuzz/campaign/seed-task.ts";
import type { ImpossibleMutant } from "../fuzz/mutants/mutant.ts";
import type { Bystander, Hunt } from "../fuzz/mutants/mutant-hunt.ts";
import { counted, grouped } from "./numbers.ts";
import type { Paint } from "./paint.ts";
import { renderTable } from "./table.ts";

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
  const table = renderTable(
    [
      { title: "mutant", align: "left" },
      { title: "scenario", align: "left" },
      { title: "nodes", align: "right" },
      { title: "killed by", align: "left" },
      { title: "seeds", align: "right" },
      { title: "s", align: "right" },
    ],
    [...hunts.map(rowOf), ...impossible.map(({ id }) => [id, "", "", "(impossible)", "", ""])],
    width,
  );
  return [
    ...table,
    "",
    ...hunts.flatMap((hunt) => remarksOn(hunt, reproduce, paint)),
    verdictOn(hunts, paint),
    ...remarkOnImpossible(impossible),
  ];
}

function rowOf(hunt: Hunt): string[] {
  const { campaign, fate, killedBy, mutant, result, wallMs } = hunt;
  return [
    mutant.id,
    campaign.scenario?.name ?? "(mix)",
    String(campaign.nodes),
    fate === "killed" ? killedBy[0]! : `(${fate})`,
    grouped(result.totals.runs),
    (wallMs / 1000).toFixed(1),
  ];
}

function remarksOn(hunt: Hunt, reproduce: Reproduce, paint: Paint): string[] {
  const { mutant, fate, killer, result, alsoFell } = hunt;
  if (hunt.asExpected || fate === "interrupted") return [];
  const hope = mutant.expect === "killed" ? `be killed by ${mutant.breaks.join(" or ")}` : "survive";
  const telling = killer ?? result.crashes[0] ?? alsoFell[0];
  const again = telling === undefined ? [] : [`reproduce: ${paint.bold(reproduce(hunt, telling))}`];
  return [paint.red(`${mutant.id} should ${hope}, but ${fateInWords(hunt)}`), ...again];
}

function fateInWords({ fate, killedBy, killer, alsoFell, result }: Hunt): string {
  if (fate === "killed") return `was killed by ${killedBy.join(", ")} on seed ${killer!.seed}`;
  if (fate === "crashed") {
    const [crash] = result.crashes;
    return `the lab crashed on seed ${crash!.seed}: ${crash!.message}`;
  }
  if (fate === "untested") return "not one run ended within the time allowed";
  const others = alsoFell.length === 0 ? "" : `, in which something else fell: ${alsoFell.map(describe).join(", ")}`;
  return `survived ${counted(result.totals.runs, "seed")}${others}`;
}

function describe({ invariant, runs, seed }: Bystander): string {
  return `${invariant} in ${grouped(runs)}, first on seed ${seed}`;
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
