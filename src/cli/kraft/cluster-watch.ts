import { setTimeout as sleep } from "node:timers/promises";
import { type LocalCluster, leaderKnownTo, type NodeReport, outsiderText } from "../../cluster/index.ts";
import type { Command, CommandLine, Flag } from "../command-line.ts";
import { EXIT } from "../exit-status.ts";
import { helpFlag } from "../shared-flags.ts";
import { openTerminal } from "../terminal.ts";
import { positiveNumber } from "../values.ts";
import { wordsOf } from "./arguments.ts";
import { directoryFlag, withCluster } from "./directory.ts";
import type { KraftCommand } from "./kraft-command.ts";
import { LivePicture } from "./live-picture.ts";
import { nodeLine, nodeTable } from "./node-table.ts";

const DEFAULT_SECONDS = 0.5;
const MAX_SECONDS = 3_600;

const everyFlag = {
  long: "every",
  takes: `a number of seconds above 0 and up to ${MAX_SECONDS}`,
  help: `Seconds between two looks (${DEFAULT_SECONDS})`,
} satisfies Flag;

const command: Command = {
  name: "kraft cluster watch",
  summary: `Shows every node of the cluster again and again, until Ctrl-C. On a terminal the
table is drawn in place; elsewhere a line is printed for each node that has
changed.

Exit status: 130 interrupted, 1 there is no cluster, 2 usage.`,
  flags: [everyFlag, directoryFlag, helpFlag],
  positionals: undefined,
  examples: [["kraft cluster watch --every 0.1", "ten times a second"]],
};

export const watchCommand: KraftCommand = { command, work: watch };

async function watch(line: CommandLine, interrupt: AbortSignal): Promise<number> {
  wordsOf(command, line, []);
  const pauseMs = (positiveNumber(line, everyFlag, MAX_SECONDS) ?? DEFAULT_SECONDS) * 1000;
  return withCluster(line, async (cluster) => {
    interrupt.addEventListener("abort", () => cluster.close());
    const show = process.stdout.isTTY === true ? liveTable(cluster) : changedLines();
    while (!interrupt.aborted) {
      const reports = await cluster.report();
      if (interrupt.aborted) break;
      show(reports);
      await sleep(pauseMs, undefined, { signal: interrupt }).catch(() => {});
    }
    return EXIT.interrupted;
  });
}

/** No node has this number. */
const OUTSIDE = 0;

type Show = (reports: readonly NodeReport[]) => void;

function liveTable({ directory }: LocalCluster): Show {
  const picture = new LivePicture(process.stdout);
  const { paint } = openTerminal();
  return (reports) => {
    const head = [`${clockTime()} ${directory}`, "Ctrl-C ends this; the cluster goes on", ""];
    const table = nodeTable(reports, process.stdout.columns || 80, paint);
    const outsider = outsiderText(leaderKnownTo(reports), reports);
    const foot = outsider === undefined ? [] : ["", outsider];
    picture.draw([...head.map((text) => ({ text })), ...table, ...foot.map((text) => ({ text }))]);
  };
}

function changedLines(): Show {
  const last = new Map<number, string>();
  const tell = (id: number, text: string): void => {
    if (last.get(id) === text) return;
    last.set(id, text);
    process.stdout.write(`${clockTime()} ${text}\n`);
  };
  return (reports) => {
    for (const report of reports) tell(report.id, nodeLine(report));
    const outsider = outsiderText(leaderKnownTo(reports), reports);
    if (outsider === undefined) last.delete(OUTSIDE);
    else tell(OUTSIDE, outsider);
  };
}

function clockTime(): string {
  return new Date().toISOString().slice(11, 23);
}
