import type { GeneratedHunt } from "../fuzz/mutants/generated/hunt-generated.ts";
import type { Score, Survivor } from "../fuzz/mutants/generated/score.ts";
import { counted, grouped } from "./numbers.ts";
import { renderTable } from "./table.ts";

/** What the hunts of generated mutants came to: what killed them, and what is thought of each that survived. */
export function describeScore(hunts: readonly GeneratedHunt[], score: Score, width: number): string[] {
  const { contradicted, killed, share, shareOfHarmful, stale, stillborn, survivors } = score;
  const unjudged = survivors.filter(({ judgement }) => judgement === undefined);
  return [
    ...killersTable(hunts, width),
    "",
    ...section("survived", survivors.map(describeSurvivor)),
    ...section(
      "not judged yet",
      unjudged.map(({ hunt }) => hunt.mutant.id),
    ),
    ...section("judged equivalent, and killed", contradicted.map(describeContradiction)),
    ...section("judged, and not among the mutants any more", stale),
    `${counted(hunts.length, "mutant")}: ${grouped(killed)} killed, ${grouped(survivors.length)} not${inVerdicts(score)}, ` +
      `${grouped(stillborn)} do not compile`,
    `score: ${percent(share)} of those that are not equivalent are killed,`,
    `       ${percent(shareOfHarmful)} without survivors that only cost time or messages`,
  ];
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function killersTable(hunts: readonly GeneratedHunt[], width: number): string[] {
  const killers = new Map<string, number>();
  for (const { kill } of hunts) {
    const first = kill?.by[0];
    if (first !== undefined) killers.set(first, (killers.get(first) ?? 0) + 1);
  }
  const rows = [...killers].sort(([, one], [, other]) => other - one);
  const columns = [
    { title: "what fell first", align: "left" },
    { title: "mutants", align: "right" },
  ] as const;
  return renderTable(
    columns,
    rows.map(([killer, count]) => [killer, grouped(count)]),
    width,
  );
}

function describeSurvivor({ hunt, judgement }: Survivor): string {
  const { after, before, file, id, line } = hunt.mutant;
  const verdict = judgement === undefined ? "" : ` ${judgement.verdict}: ${judgement.why}`;
  const isCut = hunt.fate === "cut-short" ? " (out of time)" : "";
  return `src/raft/${file}:${line} ${id}${isCut}\n    ${before || "nothing"} -> ${after || "nothing"}\n   ${verdict}`.trimEnd();
}

function describeContradiction({ kill, mutant }: GeneratedHunt): string {
  return `${mutant.id}, by ${kill!.by[0]}: ${kill!.message}`;
}

function inVerdicts({ verdicts }: Score): string {
  const parts = Object.entries(verdicts).filter(([, count]) => count > 0);
  return parts.length === 0 ? "" : ` (${parts.map(([verdict, count]) => `${grouped(count)} ${verdict}`).join(", ")})`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`), ""];
}
