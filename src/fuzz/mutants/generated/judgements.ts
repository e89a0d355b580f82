import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { PACKAGE_ROOT } from "../../package-root.ts";

/** Where it is written what was thought of each mutant that survived. */
const JUDGEMENTS_FILE = "corpus/survivors.yaml";

/**
 * Equivalent: no node does anything else that anybody could notice. Performance only: the same is done with more work, or
 * later. Liveness only: in a corner, something is never done. Missed: something may break, and the lab does not see it.
 */
export const VERDICTS = ["equivalent", "performance-only", "liveness-only", "missed"] as const;

export type Verdict = (typeof VERDICTS)[number];

const text = z.string().min(1);

const judgementsSchema = z.array(
  z.strictObject({ verdict: z.enum(VERDICTS), why: text, mutants: z.array(text).min(1) }),
);

export interface Judgement {
  readonly verdict: Verdict;
  readonly why: string;
}

/** What is written of each mutant, by its id. A mutant is judged once. */
export function readJudgements(file = join(PACKAGE_ROOT, JUDGEMENTS_FILE)): Map<string, Judgement> {
  const judgements = new Map<string, Judgement>();
  for (const { mutants, verdict, why } of judgementsSchema.parse(parse(readFileSync(file, "utf8")))) {
    for (const id of mutants) {
      if (judgements.has(id)) throw new Error(`${file}: the mutant ${id} is judged twice`);
      judgements.set(id, { verdict, why });
    }
  }
  return judgements;
}
