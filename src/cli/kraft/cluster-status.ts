import { leaderKnownTo, outsiderText } from "../../cluster/index.ts";
import type { Command, CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-status.ts";
import { helpFlag, jsonFlag } from "../shared-flags.ts";
import { openTerminal } from "../terminal.ts";
import { wordsOf } from "./arguments.ts";
import { directoryFlag, withCluster } from "./directory.ts";
import type { KraftCommand } from "./kraft-command.ts";
import { nodeTable, roleOf } from "./node-table.ts";

const command: Command = {
  name: "kraft cluster status",
  summary: `Shows every node of the cluster: its role (down: it does not run; paused;
silent: it runs, and does not answer), term, how far it has committed and
applied the log, and how many entries it lags behind the leader.

Exit status: 0 a node leads, 1 none does, 2 usage, 130 interrupted.`,
  flags: [directoryFlag, jsonFlag, helpFlag],
  positionals: undefined,
  examples: [["kraft cluster status", ""]],
};

export const statusCommand: KraftCommand = { command, work: status };

async function status(line: CommandLine, interrupt: AbortSignal): Promise<number> {
  wordsOf(command, line, []);
  return withCluster(line, async (cluster) => {
    interrupt.addEventListener("abort", () => cluster.close());
    const reports = await cluster.report();
    if (interrupt.aborted) return EXIT.interrupted;
    const leader = leaderKnownTo(reports);
    const terminal = openTerminal();
    if (line.switches.has(jsonFlag.long)) {
      const nodes = reports.map(({ id, process, pid, api, lag, view }) => {
        const { term, commitIndex, appliedIndex, keys } = view ?? {};
        return { id, role: roleOf({ view, process }), term, commitIndex, appliedIndex, keys, lag, process, pid, api };
      });
      terminal.print(JSON.stringify({ leader: leader === 0 ? null : leader, nodes }, undefined, 2));
    } else {
      // A pipe has room for everything.
      const width = process.stdout.columns || Number.POSITIVE_INFINITY;
      const table = nodeTable(reports, width, terminal.paint);
      terminal.print(...table.map(({ text, paint }) => paint?.(text) ?? text));
      const outsider = outsiderText(leader, reports);
      if (outsider !== undefined) terminal.print("", outsider);
    }
    return leader === 0 ? EXIT.failed : EXIT.done;
  });
}
