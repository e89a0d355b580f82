import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { PACKAGE_ROOT } from "../fuzz/package-root.ts";
import { SEED } from "./measure.ts";

/** Seeds per second of campaigns of one length, with one worker and with four, campaign by campaign. */
export interface Campaigns {
  readonly seconds: number;
  readonly one: readonly number[];
  readonly four: readonly number[];
}

/** Much of a short campaign goes into compiling, and one worker alone has the idle cores to help it with that. */
export const SHORT_SECONDS = 8;

/** Long enough that most of it is spent with what is hot compiled. */
export const LONG_SECONDS = 30;

/** Campaigns of one and of four are interleaved, so that a machine that changes its speed favours neither. */
const ROUNDS = 3;

/** Many more seeds than can be done meanwhile. */
const CAMPAIGN = ["--nodes=5", "--operations=2000", `--seed=${SEED}`, "--seeds=1000000", "--json"];
const MAX_DOCUMENT_BYTES = 1_000_000_000;

const execute = promisify(execFile);

/** None where there are fewer than four cores: then four workers can do no more than those. */
export async function measureCampaigns(quick: boolean): Promise<Campaigns[]> {
  if (availableParallelism() < 4) return [];
  const short = await measureLength(SHORT_SECONDS, 1);
  return quick ? [short] : [short, await measureLength(LONG_SECONDS, ROUNDS)];
}

async function measureLength(seconds: number, rounds: number): Promise<Campaigns> {
  const one: number[] = [];
  const four: number[] = [];
  for (let round = 0; round < rounds; round++) {
    one.push(await measureCampaign(1, [...CAMPAIGN, `--time=${seconds}`]));
    four.push(await measureCampaign(4, [...CAMPAIGN, `--time=${seconds}`]));
  }
  return { seconds, one, four };
}

/** As a person starts it: what workers cost to start counts. */
export async function measureCampaign(workers: number, campaign: readonly string[]): Promise<number> {
  const command = [join(PACKAGE_ROOT, "bin/kraft-fuzz.js"), ...campaign, `--workers=${workers}`];
  const { stdout } = await execute(process.execPath, command, { maxBuffer: MAX_DOCUMENT_BYTES });
  const { runs, wallMs } = JSON.parse(stdout) as { readonly runs: readonly unknown[]; readonly wallMs: number };
  return (runs.length * 1000) / wallMs;
}
