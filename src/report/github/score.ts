import type { GeneratedHunt } from "../../fuzz/mutants/generated/hunt-generated.ts";
import type { Score } from "../../fuzz/mutants/generated/score.ts";
import { percent } from "../generated-hunts.ts";
import { grouped } from "../numbers.ts";
import { errorCommand, section, table } from "./markup.ts";

/** Whatever is not settled: who survived unjudged, who was judged equivalent and fell, and judgements of nobody. */
export function scoreAnnotations({ contradicted, stale, survivors }: Score): string[] {
  const unjudged = survivors.filter(({ judgement }) => judgement === undefined);
  return [
    ...unjudged.map(({ hunt }) => errorOf(hunt, "nothing killed it, and nobody has judged it yet")),
    ...contradicted.map((hunt) => errorOf(hunt, `judged equivalent, and killed by ${hunt.kill!.by[0]}`)),
    ...stale.map((id) => errorCommand(`mutant ${id}`, "judged, and not among the mutants any more")),
  ];
}

function errorOf({ mutant: { after, before, file, id, line } }: GeneratedHunt, what: string): string {
  const change = `${before || "nothing"} -> ${after || "nothing"}`;
  return errorCommand(`mutant ${id}`, `src/raft/${file}:${line}: ${what}: ${change}`);
}

/** The hunts of generated mutants as a section of a summary: their figures, and a table of those who survived. */
export function scoreSummary(tool: string, hunts: readonly GeneratedHunt[], score: Score): string {
  const { killed, share, shareOfHarmful, stillborn, survivors } = score;
  const figures = [hunts.length, killed, survivors.length, stillborn].map(grouped);
  const rows = survivors.map(({ hunt: { mutant }, judgement }) => [
    mutant.id,
    `src/raft/${mutant.file}:${mutant.line}`,
    judgement?.verdict ?? "not judged yet",
    judgement?.why ?? "",
  ]);
  return section(`${tool} --generated`, `${percent(share)} killed`, [
    ...table(
      ["mutants", "killed", "survived", "do not compile", "score", "of what can do harm"],
      [[...figures, percent(share), percent(shareOfHarmful)]],
    ),
    ...(rows.length === 0 ? [] : ["", ...table(["survivor", "where", "judgement", "why"], rows)]),
  ]);
}
