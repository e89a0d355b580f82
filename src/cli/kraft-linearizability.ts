import { ClusterError } from "../cluster/index.ts";
import { runOnThisProcess } from "./command-process.ts";
import { EXIT } from "./exit-status.ts";
import { checkFiles } from "./linearizability.ts";
import { linearizabilityCommand, linearizabilityTask } from "./linearizability-options.ts";
import { besiege } from "./siege.ts";
import { UsageError } from "./usage-error.ts";

/** A cluster that does not start says nothing about linearizability. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof UsageError) return EXIT.usage;
  return error instanceof ClusterError ? EXIT.crashed : undefined;
}

await runOnThisProcess(
  linearizabilityCommand,
  async (line, interrupt) => {
    const task = linearizabilityTask(line);
    if (task.kind === "check") return checkFiles(task.options, interrupt);
    return besiege(task.options, task.output, interrupt);
  },
  process.argv.slice(2),
  statusOf,
);
