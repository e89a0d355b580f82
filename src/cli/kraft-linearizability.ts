import { runCommand } from "./command.ts";
import { checkFiles } from "./linearizability.ts";
import { linearizabilityCommand, linearizabilityOptions } from "./linearizability-options.ts";

await runCommand(linearizabilityCommand, (line, interrupt) => checkFiles(linearizabilityOptions(line), interrupt));
