import type { Campaign, CampaignResult } from "../fuzz/campaign/campaign.ts";
import { type RunRecord, type Searched, searchOf } from "../fuzz/campaign/seed-task.ts";
import { EXERCISE_GROUPS, outOfReach } from "../fuzz/exercised/exercised.ts";
import type { Mutant } from "../fuzz/mutants/mutant.ts";
import { describeCauses } from "../report/causes.ts";
import { describeExercised } from "../report/exercised.ts";
import { describeFailure } from "../report/failure.ts";
import { describeFallen, describeFalls } from "../report/fallen.ts";
import { counted } from "../report/numbers.ts";
import { describeLiars } from "../report/scenarios.ts";
import { describeRun, describeSummary } from "../report/summary.ts";
import { wrap } from "../report/wrap.ts";
import type { Aftermath } from "./aftermath.ts";
import { describeAftermath, describeAftermaths } from "./aftermath-text.ts";
import type { FuzzOptions } from "./fuzz-options.ts";
import { reproduceCommand } from "./reproduce.ts";
import { openTerminal } from "./terminal.ts";

/** Where kraft-fuzz says what it does: words for people, or a document. */
export interface FuzzOutput {
  /** Whether nothing but a document goes to standard output. */
  readonly isDocument: boolean;
  /** So many seeds were done with before, when the campaign was stopped. */
  begin(seedsBefore: number): void;
  /** A run has finished; runs come in the order of their seeds. */
  run(record: RunRecord): void;
  end(result: CampaignResult, wallMs: number): void;
  /** Last of all: what came of the tape of each cause, if there were failures. */
  close(aftermaths: readonly Aftermath[]): void;
}

export function createTextOutput(options: FuzzOptions, campaign: Campaign, mutant: Mutant | undefined): FuzzOutput {
  const { paint, width, print } = openTerminal();
  const { scenario } = campaign;
  let last: RunRecord | undefined;
  return {
    isDocument: false,
    begin: (seedsBefore) => {
      print(`seed ${campaign.firstSeed}`, ...wrap(describePlan(options, scenario, mutant), width, "  "));
      if (scenario !== undefined) print(...describeLiars(scenario, campaign.nodes, width));
      if (seedsBefore > 0) print(`going on after ${counted(seedsBefore, "seed")}, as ${options.resume} says`);
    },
    run: (record) => {
      last = record;
      if (options.verbose) print(describeRun(record, paint));
    },
    end: (result, wallMs) => {
      const { failure, totals } = result;
      const reproduce = (searched: Searched): string => reproduceCommand(options, searched);
      print("");
      if (failure !== undefined && options.keepsGoing) {
        print(...describeCauses(result, reproduce, paint, width), "");
      } else if (failure !== undefined) {
        const { result: failed } = failure;
        const again = reproduce(searchOf(failure));
        print(...describeFailure(`seed ${failed.seed}`, failed, again, options.verbose, paint, width), "");
      }
      print(...describeSummary(result, wallMs, reproduce, paint, width));
      const falls =
        totals.runs === 1 && last !== undefined
          ? describeFallen(last.result, paint, width)
          : describeFalls(totals, width);
      if (falls.length > 0) print("", ...falls);
      // Who reads of a failure looks for its story, which comes below.
      if (failure !== undefined && !options.keepsGoing && !options.verbose) return;
      const exercised = { counts: totals.exercised, groups: EXERCISE_GROUPS, outOfReach: outOfReach(scenario) };
      if (totals.operations > 0) print("", ...describeExercised(exercised, paint, width));
    },
    close: (aftermaths) => {
      const [first] = aftermaths;
      if (first === undefined) return;
      print(
        "",
        ...(options.keepsGoing ? describeAftermaths(aftermaths, paint, width) : describeAftermath(first, paint, width)),
      );
    },
  };
}

function describePlan(options: FuzzOptions, scenario: Campaign["scenario"], mutant: Mutant | undefined): string {
  const { nodes, operations, seeds, timeLimitMs, twin } = options;
  const plan = [counted(nodes, "node"), counted(operations, "operation")];
  if (Number.isFinite(seeds) && seeds > 1) plan.push(counted(seeds, "seed"));
  if (timeLimitMs !== undefined) plan.push(`at most ${timeLimitMs / 1000} s`);
  if (twin) plan.push("every seed twice");
  if (options.keepsGoing) plan.push("to the last seed");
  if (scenario !== undefined) plan.push(`scenario ${scenario.name}: ${scenario.title}`);
  if (mutant !== undefined) plan.push(`mutant ${mutant.id}: ${mutant.title}`);
  return plan.join(", ");
}
