import { runCommand } from "./command.ts";
import { fuzz } from "./fuzz.ts";
import { fuzzCommand, fuzzOptions } from "./fuzz-options.ts";
import { workOnTapes } from "./tapes.ts";

await runCommand(
  fuzzCommand,
  async (line, interrupt) =>
    (await workOnTapes(fuzzCommand.name, line, interrupt)) ?? fuzz(fuzzOptions(line), interrupt),
);
