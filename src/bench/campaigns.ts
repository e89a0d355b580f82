import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { PACKAGE_ROOT } from "../fuzz/package-root.ts";
import { SEED } from "./measure.ts";

/** Seeds per second of a campaign that has so many workers. */
export interface Campaigns {
  readonly one: number;
  readonly four: number;
}

/** Long enough that workers have compiled what is hot; many more seeds than can be done meanwhile. */
const CAMPAIGN = ["--nodes=5", "--operations=2000", `--seed=${SEED}`, "--seeds=1000000", "--time=8", "--json"];
const MAX_DOCUMENT_BYTES = 1_000_000_000;

const execute = promisify(execFile);

/** Undefined where there are fewer than four cores: then four workers can do no more than those. */
export async function measureCampaigns(): Promise<Campaigns | undefined> {
  if (availableParallelism() < 4) return undefined;
  return { one: await measureCampaign(1), four: await measureCampaign(4) };
}

/** As a person starts it: what workers cost to start counts. */
export async function measureCampaign(workers: number, campaign: readonly string[] = CAMPAIGN): Promise<number> {
  const command = [join(PACKAGE_ROOT, "bin/kraft-fuzz.js"), ...campaign, `--workers=${workers}`];
  const { stdout } = await execute(process.execPath, command, { maxBuffer: MAX_DOCUMENT_BYTES });
  const { runs, wallMs } = JSON.parse(stdout) as { readonly runs: readonly unknown[]; readonly wallMs: number };
  return (runs.length * 1000) / wallMs;
}
