/** `npm run coverage:fuzz`: how much of the core the fuzzing alone reaches, without any test. */
import { compareWith, readDefences } from "./defences.ts";
import { fileReachOf } from "./file-reach.ts";
import { measureReach } from "./measure.ts";
import { asksForHelp, HELP, ReachUsageError } from "./options.ts";
import { holds, reachLines } from "./report.ts";
import { startSignOfLife } from "./sign-of-life.ts";

const FAILED_STATUS = 1;
const USAGE_STATUS = 2;

try {
  if (asksForHelp(process.argv.slice(2))) process.stdout.write(`${HELP}\n`);
  else process.exitCode = await measure();
} catch (error) {
  if (!(error instanceof ReachUsageError)) throw error;
  process.stderr.write(`coverage:fuzz: ${error.message}\n`);
  process.exitCode = USAGE_STATUS;
}

/** Prints what was reached, and gives the exit status. */
async function measure(): Promise<number> {
  const stop = startSignOfLife("campaigns are run");
  const isOfCore = (url: string): boolean => url.includes("/dist/src/raft/");
  // The engine counts from here on, so nothing may have loaded the core before.
  const runCampaigns = async () => (await import("./campaigns.ts")).runCampaigns();
  const { result, scripts } = await measureReach(runCampaigns, isOfCore).finally(stop);
  const reached = await Promise.all(scripts.map(fileReachOf));
  const files = reached.filter(({ lines }) => lines.total > 0).sort((one, other) => (one.file < other.file ? -1 : 1));
  const unreached = files.flatMap((file) => file.unreached);
  const disagreement = compareWith(readDefences(), unreached);
  process.stdout.write(`${reachLines(files, result, disagreement).join("\n")}\n`);
  return holds(files, result, disagreement) ? 0 : FAILED_STATUS;
}
