import { chaosCommand, chaosOptions } from "./chaos-options.ts";
import { runCommand } from "./command.ts";
import { fuzz } from "./fuzz.ts";
import { asksForList } from "./list-flag.ts";
import { listScenarios } from "./scenario-list.ts";
import { workOnTapes } from "./tapes.ts";

await runCommand(chaosCommand, async (line, interrupt) => {
  if (asksForList(line)) return listScenarios(line.switches.has("json"));
  return (await workOnTapes(chaosCommand.name, line, interrupt)) ?? fuzz(chaosOptions(line), interrupt);
});
