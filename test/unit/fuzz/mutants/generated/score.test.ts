import { describe, expect, test } from "vitest";
import type { GeneratedHunt } from "../../../../../src/fuzz/mutants/generated/hunt-generated.ts";
import type { Judgement, Verdict } from "../../../../../src/fuzz/mutants/generated/judgements.ts";
import { isSettled, scoreOf } from "../../../../../src/fuzz/mutants/generated/score.ts";

const edit = { file: "log.ts", function: "append", operator: "bound", line: 1, before: "<", after: "<=" } as const;

function hunt(id: string, fate: GeneratedHunt["fate"]): GeneratedHunt {
  const kill = fate === "killed" ? { by: ["liveness"], message: "nobody leads" } : undefined;
  return { mutant: { id, ...edit, find: "a < b", replace: "a <= b" }, fate, kill, wallMs: 1 };
}

function judged(verdicts: Readonly<Record<string, Verdict>>): Map<string, Judgement> {
  return new Map(Object.entries(verdicts).map(([id, verdict]) => [id, { verdict, why: "because" }]));
}

const ids = new Set(["a", "b", "c", "d", "e"]);

describe("the score", () => {
  const hunts = [hunt("a", "killed"), hunt("b", "killed"), hunt("c", "survived"), hunt("d", "survived")];

  test("is the share of those killed among all that are not equivalent", () => {
    expect(scoreOf(hunts, judged({ c: "equivalent", d: "performance-only" }), ids).share).toBeCloseTo(2 / 3);
  });

  test("is told without those that only cost something, too", () => {
    const judgements = judged({ c: "performance-only", d: "missed" });
    expect(scoreOf(hunts, judgements, ids)).toMatchObject({ share: 2 / 4, shareOfHarmful: 2 / 3 });
  });

  test("counts what nobody judged, and what time was too short for, as not killed", () => {
    const score = scoreOf([...hunts, hunt("e", "cut-short")], new Map(), ids);
    expect(score.share).toBeCloseTo(2 / 5);
    expect(score).toMatchObject({ killed: 2, cutShort: 1 });
  });

  test("leaves out what does not compile", () => {
    const score = scoreOf([hunt("a", "killed"), hunt("b", "stillborn")], new Map(), ids);
    expect(score).toMatchObject({ share: 1, killed: 1, stillborn: 1 });
  });

  test("counts verdicts on survivors only", () => {
    const { verdicts } = scoreOf(hunts, judged({ a: "missed", c: "missed" }), ids);
    expect(verdicts).toEqual({ equivalent: 0, "performance-only": 0, "liveness-only": 0, missed: 1 });
  });
});

describe("a score is settled", () => {
  const survivor = [hunt("c", "survived")];

  test("when every survivor is judged", () => {
    expect(isSettled(scoreOf(survivor, judged({ c: "missed" }), ids))).toBe(true);
    expect(isSettled(scoreOf(survivor, new Map(), ids))).toBe(false);
  });

  test("unless something judged equivalent was killed", () => {
    const score = scoreOf([hunt("a", "killed")], judged({ a: "equivalent" }), ids);
    expect(score.contradicted.map(({ mutant }) => mutant.id)).toEqual(["a"]);
    expect(isSettled(score)).toBe(false);
    expect(isSettled(scoreOf([hunt("a", "killed")], judged({ a: "liveness-only" }), ids))).toBe(true);
  });

  test("unless a judgement is of a mutant that is gone", () => {
    const score = scoreOf(survivor, judged({ c: "missed", gone: "missed" }), ids);
    expect(score.stale).toEqual(["gone"]);
    expect(isSettled(score)).toBe(false);
  });
});
