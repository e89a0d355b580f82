/** `npm run coverage:fuzz`: how much of the core the fuzzing alone reaches, without any test. */
import { compareWith, readDefences } from "./defences.ts";
import { fileReachOf } from "./file-reach.ts";
import { measureReach } from "./measure.ts";
import { holds, reachLines } from "./report.ts";

const isOfCore = (url: string): boolean => url.includes("/dist/src/raft/");

// The engine counts from here on, so nothing may have loaded the core before.
const { result, scripts } = await measureReach(async () => (await import("./campaigns.ts")).runCampaigns(), isOfCore);
const reached = await Promise.all(scripts.map(fileReachOf));
const files = reached.filter(({ lines }) => lines.total > 0).sort((one, other) => (one.file < other.file ? -1 : 1));
const unreached = files.flatMap((file) => file.unreached);
const disagreement = compareWith(readDefences(), unreached);
process.stdout.write(`${reachLines(files, result, disagreement).join("\n")}\n`);
process.exitCode = holds(files, result, disagreement) ? 0 : 1;
