/** `npm run compare:etcd`: three servers of kraft and three of etcd under the same load, in turn. It installs nothing. */
import { PACKAGE_VERSION } from "../../fuzz/package-root.ts";
import { withCluster } from "../real/temporary-cluster.ts";
import { type CompareOptions, CompareUsageError, HELP, readOptions } from "./compare-options.ts";
import { contest, type Pair } from "./contest.ts";
import { standingLines, standings } from "./contest-table.ts";
import { etcdContestant, kraftContestant } from "./contestant.ts";
import { EtcdCluster } from "./etcd-cluster.ts";
import { EtcdError, etcdVersion } from "./etcd-error.ts";
import { loadGenerator } from "./load.ts";

const STATUS = { failed: 1, usage: 2, crashed: 3, interrupted: 130 };
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupt.abort());

try {
  const options = readOptions(process.argv.slice(2));
  process.stdout.write(`${options.help ? HELP : await compare(options)}\n`);
} catch (error) {
  const isExpected = error instanceof CompareUsageError || error instanceof EtcdError || interrupt.signal.aborted;
  const said = isExpected ? (error as Error).message : `crashed: ${error instanceof Error ? error.stack : error}`;
  process.stderr.write(`compare:etcd: ${interrupt.signal.aborted ? "interrupted" : said}\n`);
  process.exitCode = statusOf(error);
}

async function compare({ json, ...options }: CompareOptions): Promise<string> {
  const generator = await loadGenerator();
  const version = etcdVersion();
  const pairs = await withCluster(3, interrupt.signal, async (kraft) => {
    const etcd = await EtcdCluster.start(interrupt.signal);
    try {
      const contestants = [kraftContestant(kraft), etcdContestant(etcd)] as const;
      return await contest(generator, contestants, options, interrupt.signal, tellOf);
    } finally {
      etcd.resume();
      await etcd.stop();
    }
  });
  const rows = standings(pairs);
  if (!json) return standingLines(rows).join("\n");
  const head = { tool: "compare:etcd", kraft: PACKAGE_VERSION, etcd: version, node: process.version, options };
  return JSON.stringify({ ...head, standings: rows, pairs });
}

function tellOf({ round, connections, kraft, etcd }: Pair): void {
  if (!process.stderr.isTTY) return;
  const ratio = (kraft.writesPerSecond / etcd.writesPerSecond).toFixed(2);
  process.stderr.write(`round ${round}, ${connections} connections: ${ratio} of etcd's writes/s\n`);
}

function statusOf(error: unknown): number {
  if (interrupt.signal.aborted) return STATUS.interrupted;
  if (error instanceof CompareUsageError) return STATUS.usage;
  return error instanceof EtcdError ? STATUS.failed : STATUS.crashed;
}
