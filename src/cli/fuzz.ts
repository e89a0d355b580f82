import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { type Campaign, type CampaignResult, runCampaign } from "../fuzz/campaign/campaign.ts";
import { cutSignal } from "../fuzz/campaign/cut.ts";
import { Pool } from "../fuzz/campaign/pool.ts";
import { BEGINNING, type TallyState } from "../fuzz/campaign/tally.ts";
import { loadMutant, type Mutant } from "../fuzz/mutants/mutant.ts";
import { buildMutant } from "../fuzz/mutants/mutant-build.ts";
import { describeCrash, type ReproduceSeed } from "../report/causes.ts";
import { annotations, stepSummary } from "../report/github/campaign.ts";
import { afterFailures } from "./aftermath.ts";
import { identityOf } from "./campaign-identity.ts";
import { CampaignKeeper } from "./campaign-keeper.ts";
import { startCampaignProgress } from "./campaign-progress.ts";
import { chosenScenario } from "./chosen-scenario.ts";
import { EXIT } from "./exit-status.ts";
import { FoundCauses } from "./found-causes.ts";
import { createJsonOutput } from "./fuzz-json.ts";
import { createJsonLinesOutput } from "./fuzz-json-lines.ts";
import type { FuzzOptions } from "./fuzz-options.ts";
import { createTextOutput, type FuzzOutput } from "./fuzz-text.ts";
import { tellGitHub } from "./github-actions.ts";
import { goOnWithoutOutput, isOutputLost } from "./output-failure.ts";
import { nameOfCommand, reproduceCommand } from "./reproduce.ts";
import { sayAside } from "./standard-error.ts";
import { looksOf } from "./terminal.ts";

/** The others are counted. */
const MOST_CRASHES_TOLD = 10;

/** The work of kraft-fuzz and kraft-fuzz-chaos; gives the exit status. */
export async function fuzz(options: FuzzOptions, interrupt: AbortSignal): Promise<number> {
  const scenario = chosenScenario(options);
  const mutant = options.mutant === undefined ? undefined : loadMutant(options.mutant);
  const keeper = options.resume === undefined ? undefined : new CampaignKeeper(options.resume);
  const coreUrl = mutant === undefined ? undefined : await buildMutant(mutant);
  const { disk, keepsGoing, nodes, operations, seeds, strategy, twin } = options;
  const firstSeed = options.seed ?? keeper?.standing?.identity["first seed"] ?? randomBytes(8).toString("hex");
  const decisive = { firstSeed, seeds, nodes, operations, scenario, twin, coreUrl, keepsGoing };
  const campaign = { ...decisive, ...(strategy && { strategy }), ...(disk && { disk }) };
  const state = keeper?.standing?.state ?? BEGINNING;
  keeper?.begin(identityOf(campaign, mutant), state);
  const output = createOutput(options, campaign, mutant);
  goOnWithoutOutput();
  output.begin(state.seedsDone);
  const startMs = performance.now();
  const { paint, width } = looksOf(process.stderr);
  const found = new FoundCauses(reproducing(options), paint, width);
  const result = await carryOut(options, campaign, state, keeper, output, found, interrupt);
  const wallMs = keeper?.wallMs ?? performance.now() - startMs;
  const status = exitStatusOfCampaign(result, keeper?.complaint === undefined);
  // Known from now on: whoever stops reading before the end is told too.
  process.exitCode = status;
  output.end(result, wallMs);
  // A write that fails is heard of after it.
  await setImmediate();
  if (isOutputLost()) sayAside(found.news());
  const tool = nameOfCommand(options);
  tellGitHub(tool, output.isDocument, () => ({
    annotations: annotations(result, reproducing(options)),
    summary: stepSummary(tool, result, wallMs, reproducing(options)),
  }));
  output.close(await afterFailures(options, campaign, result, interrupt));
  return status;
}

function createOutput(options: FuzzOptions, campaign: Campaign, mutant: Mutant | undefined): FuzzOutput {
  if (options.jsonLines) return createJsonLinesOutput(options, campaign);
  return options.json ? createJsonOutput(options, campaign) : createTextOutput(options, campaign, mutant);
}

async function carryOut(
  options: FuzzOptions,
  campaign: Campaign,
  state: TallyState,
  keeper: CampaignKeeper | undefined,
  output: FuzzOutput,
  found: FoundCauses,
  interrupt: AbortSignal,
): Promise<CampaignResult> {
  const { signal, release } = cutSignal(interrupt, options.timeLimitMs);
  const progress = startCampaignProgress(campaign, options, state);
  const workers = options.workers ?? Math.min(availableParallelism(), campaign.seeds);
  let crashes = 0;
  const pool = new Pool(workers, { hangMs: options.hangMs, onOperations: progress.operations });
  const result = await runCampaign(campaign, pool, signal, {
    state,
    onRun: (record) => {
      if (record.result.verdict === "fail") process.exitCode = EXIT.found;
      output.run(record);
    },
    onCause: (cause) => {
      found.add(cause);
      // What people read of a campaign that ends at a failure begins with it.
      if (options.keepsGoing || output.isDocument) sayAside(found.news());
    },
    onCrash: (crash) => {
      if (++crashes > MOST_CRASHES_TOLD) return;
      sayAside(describeCrash(nameOfCommand(options), crash, reproducing(options)));
    },
    onSeed: (tally) => {
      progress.seed(tally);
      const complaint = keeper?.note(tally);
      if (complaint !== undefined) sayAside(`${nameOfCommand(options)}: ${complaint}; the campaign goes on\n`);
    },
  });
  pool.close();
  progress.stop();
  release();
  const news = keeper?.write(result.resumable);
  if (keeper?.complaint !== undefined) {
    const why = news === undefined ? ` in ${options.resume}` : `: ${news}`;
    process.stderr.write(`${nameOfCommand(options)}: the campaign was not kept${why}\n`);
  }
  return result;
}

function reproducing(options: FuzzOptions): ReproduceSeed {
  return (searched) => reproduceCommand(options, searched);
}

/**
 * What was found goes before what failed in the lab, or could not be kept, and that before an interrupt. Where no run
 * finished, nobody should take it for a pass.
 */
function exitStatusOfCampaign({ crashCount, ending, totals, verdict }: CampaignResult, isKept: boolean): number {
  if (verdict === "fail") return EXIT.found;
  if (crashCount > 0 || !isKept) return EXIT.crashed;
  if (ending === "interrupted") return EXIT.interrupted;
  return totals.runs === 0 ? EXIT.nothingJudged : EXIT.nothingFound;
}
