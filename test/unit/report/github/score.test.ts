import { expect, test } from "vitest";
import type { GeneratedHunt } from "../../../../src/fuzz/mutants/generated/hunt-generated.ts";
import type { Judgement } from "../../../../src/fuzz/mutants/generated/judgements.ts";
import { scoreOf } from "../../../../src/fuzz/mutants/generated/score.ts";
import { scoreAnnotations, scoreSummary } from "../../../../src/report/github/score.ts";

function huntOf(id: string, fate: GeneratedHunt["fate"]): GeneratedHunt {
  const mutant = { id, file: "log.ts", line: 7, operator: "negate", before: "a < b", after: "" };
  const kill = fate === "killed" ? { by: ["log-matching"], message: "m" } : undefined;
  return { mutant, fate, kill, wallMs: 1 } as unknown as GeneratedHunt;
}

const judgement = (verdict: Judgement["verdict"]): Judgement => ({ verdict, why: "it | says" }) as Judgement;
const hunts = [huntOf("k", "killed"), huntOf("e", "killed"), huntOf("j", "survived"), huntOf("u", "survived")];
const judgements = new Map([
  ["e", judgement("equivalent")],
  ["j", judgement("equivalent")],
  ["gone", judgement("equivalent")],
]);
const score = scoreOf(hunts, judgements, new Set(["k", "e", "j", "u"]));

test("in a workflow of GitHub whatever is not settled of generated mutants is an annotation", () => {
  expect(scoreAnnotations(score)).toEqual([
    "::error title=mutant u::src/raft/log.ts:7: nothing killed it, and nobody has judged it yet: a < b -> nothing",
    "::error title=mutant e::src/raft/log.ts:7: judged equivalent, and killed by log-matching: a < b -> nothing",
    "::error title=mutant gone::judged, and not among the mutants any more",
  ]);
});

test("and the score is a table of the summary, with one of those who survived", () => {
  const lines = scoreSummary("kraft-mutants", hunts, score).split("\n");
  expect(lines[0]).toBe("### kraft-mutants --generated: 66.7 % killed");
  expect(lines).toContain("| 4 | 2 | 2 | 0 | 66.7 % | 66.7 % |");
  expect(lines).toContain("| j | src/raft/log.ts:7 | equivalent | it \\| says |");
  expect(lines).toContain("| u | src/raft/log.ts:7 | not judged yet |  |");
});
