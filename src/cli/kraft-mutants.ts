import { runCommand } from "./command.ts";
import { mutants } from "./mutants.ts";
import { mutantsCommand, mutantsOptions } from "./mutants-options.ts";

await runCommand(mutantsCommand, (line, interrupt) => mutants(mutantsOptions(line), interrupt));
