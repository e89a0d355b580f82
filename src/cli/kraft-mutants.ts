import { runCommand } from "./command.ts";
import { generatedFlag, generatedOptions } from "./generated-options.ts";
import { asksForList } from "./list-flag.ts";
import { listMutants } from "./mutant-list.ts";
import { mutants } from "./mutants.ts";
import { mutantsCommand, mutantsOptions } from "./mutants-options.ts";

await runCommand(mutantsCommand, async (line, interrupt) => {
  if (asksForList(line)) return listMutants(line.switches.has("json"));
  if (line.switches.has(generatedFlag.long)) {
    const { generatedMutants } = await import("./generated-mutants.ts");
    return generatedMutants(generatedOptions(line), interrupt);
  }
  return mutants(mutantsOptions(line), interrupt);
});
