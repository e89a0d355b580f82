import { runCommand } from "./command.ts";
import { generatedMutants } from "./generated-mutants.ts";
import { generatedFlag, generatedOptions } from "./generated-options.ts";
import { mutants } from "./mutants.ts";
import { mutantsCommand, mutantsOptions } from "./mutants-options.ts";

await runCommand(mutantsCommand, (line, interrupt) => {
  if (line.switches.has(generatedFlag.long)) return generatedMutants(generatedOptions(line), interrupt);
  return mutants(mutantsOptions(line), interrupt);
});
