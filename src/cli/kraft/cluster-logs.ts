import { setTimeout as sleep } from "node:timers/promises";
import { LogFile } from "../../cluster/index.ts";
import type { Command, CommandLine, Flag } from "../command-line.ts";
import { EXIT } from "../exit-status.ts";
import { helpFlag } from "../shared-flags.ts";
import { wholeNumber, wholeNumberFlag } from "../values.ts";
import { wordsOf } from "./arguments.ts";
import { directoryFlag, nodeNamed, withCluster } from "./directory.ts";
import type { KraftCommand } from "./kraft-command.ts";
import { readableLine } from "./readable-log.ts";

const DEFAULT_LINES = 20;
const LOOK_EVERY_MS = 100;

const followFlag = { long: "follow", short: "f", help: "Go on with what is written from now on, until Ctrl-C" };
const rawFlag = { long: "raw", help: "Print the lines as the servers write them, in JSON" } satisfies Flag;
const linesFlag = wholeNumberFlag({
  long: "lines",
  min: 0,
  max: 1_000_000,
  help: `How many of the last lines of each node (${DEFAULT_LINES})`,
});

const command: Command = {
  name: "kraft cluster logs",
  summary: `Prints what the servers of the cluster have written to their logs: one NODE, its
number or leader, or all.

Exit status: 0 printed, 1 there is no cluster, 2 usage, 130 interrupted.`,
  flags: [followFlag, linesFlag, rawFlag, directoryFlag, helpFlag],
  positionals: "[NODE]",
  examples: [
    ["kraft cluster logs -f", "all nodes, from now on too"],
    ["kraft cluster logs 2 --lines 100", "the last 100 lines of node 2"],
  ],
};

export const logsCommand: KraftCommand = { command, work: logs };

async function logs(line: CommandLine, interrupt: AbortSignal): Promise<number> {
  const words = wordsOf(command, line, line.positionals.length === 0 ? [] : ["NODE"]);
  const count = wholeNumber(line, linesFlag) ?? DEFAULT_LINES;
  const readable = line.switches.has(rawFlag.long) ? (text: string) => text : readableLine;
  return withCluster(line, async (cluster) => {
    const nodes = words[0] === undefined ? cluster.nodes : [cluster.node(await nodeNamed(cluster, words[0]))];
    const files = nodes.map(({ node, logFile }) => ({
      file: new LogFile(logFile),
      // Where there are several, each line says whose it is.
      from: nodes.length === 1 ? "" : `node ${node.id} | `,
    }));
    const print = (from: string, texts: readonly string[]): void => {
      process.stdout.write(texts.map((text) => `${from}${readable(text)}\n`).join(""));
    };
    for (const { file, from } of files) print(from, file.last(count));
    if (!line.switches.has(followFlag.long)) return EXIT.done;
    while (!interrupt.aborted) {
      await sleep(LOOK_EVERY_MS, undefined, { signal: interrupt }).catch(() => {});
      for (const { file, from } of files) print(from, file.next());
    }
    return EXIT.interrupted;
  });
}
