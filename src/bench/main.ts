/** `npm run bench`. It reports and never judges: the exit status says nothing of speed. */
import { PACKAGE_VERSION } from "../fuzz/package-root.ts";
import { measureCampaigns } from "./campaigns.ts";
import { type Group, measureGroup, SEED } from "./measure.ts";
import { type BenchOptions, BenchUsageError, HELP, readOptions } from "./options.ts";
import { reportLines, reportOn } from "./report.ts";

const USAGE_STATUS = 2;
const CRASHED_STATUS = 3;

try {
  const options = readOptions(process.argv.slice(2));
  process.stdout.write(`${options.help ? HELP : await bench(options)}\n`);
} catch (error) {
  const isUsage = error instanceof BenchUsageError;
  const message = isUsage ? `: ${error.message}` : ` crashed: ${error instanceof Error ? error.stack : error}`;
  process.stderr.write(`kraft-bench${message}\n`);
  process.exitCode = isUsage ? USAGE_STATUS : CRASHED_STATUS;
}

async function bench({ quick, json }: BenchOptions): Promise<string> {
  const groups: Group[] = [];
  for (const nodes of [3, 5, 7]) {
    for (const checkers of [true, false]) {
      if (process.stderr.isTTY) process.stderr.write(`measuring ${nodes} nodes, checkers ${checkers ? "on" : "off"}\n`);
      groups.push(await measureGroup(nodes, checkers, quick));
    }
  }
  if (process.stderr.isTTY) process.stderr.write("measuring campaigns of one worker and of four\n");
  const report = reportOn(groups, await measureCampaigns(quick));
  if (!json) return reportLines(report).join("\n");
  const head = { tool: "kraft-bench", version: PACKAGE_VERSION, node: process.version, seed: SEED, options: { quick } };
  return JSON.stringify({ ...head, ...report });
}
