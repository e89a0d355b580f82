import { ClusterError } from "../../cluster/index.ts";
import { counted } from "../../report/numbers.ts";
import type { Command, CommandLine, Flag } from "../command-line.ts";
import { EXIT } from "../exit-status.ts";
import { helpFlag } from "../shared-flags.ts";
import { numberUpTo } from "../values.ts";
import { wordsOf } from "./arguments.ts";
import { directoryFlag, directoryOf, hint, withCluster } from "./directory.ts";
import type { KraftCommand } from "./kraft-command.ts";

const DEFAULT_GRACE_SECONDS = 10;
const MAX_GRACE_SECONDS = 3_600;

const graceFlag = {
  long: "grace",
  takes: `a number of seconds from 0 to ${MAX_GRACE_SECONDS}`,
  help: `How many seconds a node may take to end before it is killed (${DEFAULT_GRACE_SECONDS})`,
} satisfies Flag;

const stop: Command = {
  name: "kraft cluster stop",
  summary: `Ends all nodes of the cluster gracefully, and kills what has not ended in time.
No process is left; the data are. kraft cluster start goes on with them.

Exit status: 0 nothing runs, 1 there is no cluster, 2 usage.`,
  flags: [graceFlag, directoryFlag, helpFlag],
  positionals: undefined,
  examples: [["kraft cluster stop", ""]],
};

const clean: Command = {
  name: "kraft cluster clean",
  summary: `Removes the data and logs of a cluster, and its directory if nothing else is in
it. Refuses while a node runs.

Exit status: 0 removed, 1 not removed, 2 usage.`,
  flags: [directoryFlag, helpFlag],
  positionals: undefined,
  examples: [["kraft cluster clean", ""]],
};

export const stopCommand: KraftCommand = { command: stop, work: stopAll };
export const cleanCommand: KraftCommand = { command: clean, work: removeAll };

async function stopAll(line: CommandLine): Promise<number> {
  wordsOf(stop, line, []);
  const graceMs = (numberUpTo(line, graceFlag, MAX_GRACE_SECONDS) ?? DEFAULT_GRACE_SECONDS) * 1000;
  return withCluster(line, async (cluster) => {
    const ends = await cluster.stop(graceMs);
    const killed = [...ends].flatMap(([id, end]) => (end === "killed" ? [`node ${id}`] : []));
    const late = killed.length === 0 ? "" : `; ${killed.join(", ")} did not end in time, and had to be killed`;
    const ended = ends.size === 0 ? "nothing was running" : `${counted(ends.size, "node")} ended${late}`;
    process.stdout.write(`${ended}; the data stay until ${hint(line, "cluster clean")}\n`);
    return EXIT.done;
  });
}

async function removeAll(line: CommandLine): Promise<number> {
  wordsOf(clean, line, []);
  return withCluster(line, async (cluster) => {
    if (cluster.running.length > 0) {
      const count = counted(cluster.running.length, "node");
      throw new ClusterError(`${count} still running: ${hint(line, "cluster stop")} ends them`);
    }
    await cluster.clean();
    process.stdout.write(`the cluster in ${directoryOf(line)} is removed\n`);
    return EXIT.done;
  });
}
