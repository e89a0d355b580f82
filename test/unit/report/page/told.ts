import type { Chronicle } from "../../../../src/fuzz/chronicle/chronicle.ts";
import { chronicle } from "../../../../src/fuzz/chronicle/chronicle-of.ts";
import { loadScenario } from "../../../../src/fuzz/scenarios/scenario-file.ts";
import { record } from "../../../../src/fuzz/tape/record.ts";
import type { ReportData } from "../../../../src/report/page/report-data.ts";
import * as core from "../../../../src/sut/core.ts";

/** Everything that happened in a run of a scenario, in which nothing breaks. */
export function toldRun(scenario: string, operations: number, nodes = 5): Chronicle {
  const { tape } = record(
    { nodes, operations, seed: "report", checkers: true, scenario: loadScenario(scenario) },
    core,
  );
  return chronicle(tape, core);
}

/** A report on that, which says as little as it can. */
export function reportOn(told: Chronicle, more: Partial<ReportData> = {}): ReportData {
  return {
    title: "a run",
    kraftVersion: "0.1.0",
    invariant: "one-vote-per-term",
    meaning: "A node votes once in a term.",
    violation: "n1 voted twice in term 1",
    command: "npx kraft-fuzz --replay tape.json",
    originalCommand: "npx kraft-fuzz -s report",
    seed: "report",
    options: [{ name: "setup.nodes", value: "5" }],
    reduction: null,
    tapeFile: { name: "tape.json", text: '{\n  "schema": 1\n}\n' },
    chronicle: told,
    causes: [],
    story: [],
    linearizability: null,
    ...more,
  };
}
