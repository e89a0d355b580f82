import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { type Campaign, type CampaignResult, type Crash, runCampaign } from "../fuzz/campaign/campaign.ts";
import { cutSignal } from "../fuzz/campaign/cut.ts";
import { InProcess } from "../fuzz/campaign/in-process.ts";
import { Pool } from "../fuzz/campaign/pool.ts";
import type { Executor } from "../fuzz/campaign/seed-task.ts";
import { startRun } from "../fuzz/campaign/start-run.ts";
import { loadMutant } from "../fuzz/mutants/mutant.ts";
import { buildMutant } from "../fuzz/mutants/mutant-build.ts";
import { afterFailure } from "./aftermath.ts";
import { type CampaignProgress, startCampaignProgress } from "./campaign-progress.ts";
import { chosenScenario } from "./chosen-scenario.ts";
import { EXIT } from "./exit-status.ts";
import { createJsonOutput } from "./fuzz-json.ts";
import type { FuzzOptions } from "./fuzz-options.ts";
import { createTextOutput, type FuzzOutput } from "./fuzz-text.ts";
import { nameOfCommand, reproduceCommand } from "./reproduce.ts";

/** The work of kraft-fuzz and kraft-fuzz-chaos; gives the exit status. */
export async function fuzz(options: FuzzOptions, interrupt: AbortSignal): Promise<number> {
  const scenario = chosenScenario(options);
  const mutant = options.mutant === undefined ? undefined : loadMutant(options.mutant);
  const coreUrl = mutant === undefined ? undefined : await buildMutant(mutant);
  const { nodes, operations, seeds, strategy, twin } = options;
  const firstSeed = options.seed ?? randomBytes(8).toString("hex");
  const campaign = { firstSeed, seeds, nodes, operations, scenario, twin, coreUrl, ...(strategy && { strategy }) };
  const output = options.json ? createJsonOutput(options, campaign) : createTextOutput(options, campaign, mutant);
  output.begin();
  const startMs = performance.now();
  const result = await carryOut(options, campaign, output, interrupt);
  output.end(result, performance.now() - startMs);
  output.close(result.failure && (await afterFailure(options, campaign, result.failure.result, interrupt)));
  if (result.crash !== undefined) reportCrash(options, result.crash);
  return exitStatusOf(result);
}

async function carryOut(
  options: FuzzOptions,
  campaign: Campaign,
  output: FuzzOutput,
  interrupt: AbortSignal,
): Promise<CampaignResult> {
  const { signal, release } = cutSignal(interrupt, options.timeLimitMs);
  const progress = startCampaignProgress(campaign, options);
  const { executor, close } = createExecutor(options, progress);
  const result = await runCampaign(campaign, executor, signal, (record) => {
    output.run(record);
    progress.run();
  });
  close();
  progress.stop();
  release();
  return result;
}

function createExecutor(options: FuzzOptions, progress: CampaignProgress): { executor: Executor; close: () => void } {
  const workers = options.workers ?? Math.min(availableParallelism(), options.seeds);
  if (workers === 1) return { executor: new InProcess(startRun, progress.operations), close: () => {} };
  const pool = new Pool(workers);
  return { executor: pool, close: () => pool.close() };
}

function reportCrash(options: FuzzOptions, { seed, stack }: Crash): void {
  const reproduce = reproduceCommand(options, seed);
  process.stderr.write(`${nameOfCommand(options)} crashed on seed ${seed}: ${stack}\nreproduce: ${reproduce}\n`);
}

function exitStatusOf(result: CampaignResult): number {
  if (result.ending === "crashed") return EXIT.crashed;
  if (result.ending === "interrupted") return EXIT.interrupted;
  return result.verdict === "fail" ? EXIT.found : EXIT.nothingFound;
}
