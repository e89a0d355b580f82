import { causesOfViolation } from "../../src/fuzz/chronicle/causes.ts";
import type { Chronicle } from "../../src/fuzz/chronicle/chronicle.ts";
import { chronicle } from "../../src/fuzz/chronicle/chronicle-of.ts";
import { loadMutant } from "../../src/fuzz/mutants/mutant.ts";
import { buildMutant } from "../../src/fuzz/mutants/mutant-build.ts";
import { record } from "../../src/fuzz/tape/record.ts";
import { optionRows } from "../../src/report/page/option-rows.ts";
import type { ReportData } from "../../src/report/page/report-data.ts";
import { taleOf } from "../../src/report/story/tale.ts";
import type { RaftCore } from "../../src/sut/index.ts";
import { reportOn } from "../unit/report/page/told.ts";

const MOST_SEEDS = 500;

/** A report on the first seed on which a planted bug shows itself. */
export async function failingReport(mutant: string, operations: number): Promise<ReportData> {
  const core = (await import(await buildMutant(loadMutant(mutant)))) as RaftCore;
  for (let seed = 0; seed < MOST_SEEDS; seed++) {
    const { run, tape } = record({ nodes: 3, operations, seed: String(seed), checkers: true }, core);
    if (run.violations.length === 0) continue;
    const told: Chronicle = chronicle(tape, core);
    const { invariant, message } = told.violation!;
    const causes = causesOfViolation(told);
    return reportOn(told, {
      invariant,
      violation: message,
      options: optionRows(tape.setup),
      causes: causes.steps,
      story: taleOf(told, causes),
      tapeFile: { name: "tape.json", text: JSON.stringify(tape, undefined, 2) },
    });
  }
  throw new Error(`${mutant} did not show itself on ${MOST_SEEDS} seeds.`);
}
