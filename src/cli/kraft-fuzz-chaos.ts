import { asksForList, chaosCommand, chaosOptions } from "./chaos-options.ts";
import { runCommand } from "./command.ts";
import { fuzz } from "./fuzz.ts";
import { listScenarios } from "./scenario-list.ts";

await runCommand(chaosCommand, async (line, interrupt) =>
  asksForList(line) ? listScenarios(line.switches.has("json")) : fuzz(chaosOptions(line), interrupt),
);
