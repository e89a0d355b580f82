import { runCommand } from "./command.ts";
import { exploreAll } from "./exhaustive.ts";
import { exhaustiveOptions } from "./exhaustive-options.ts";
import { fuzz } from "./fuzz.ts";
import { fuzzCommand, fuzzOptions, mutantFlag } from "./fuzz-options.ts";
import { workOnTapes } from "./tapes.ts";

await runCommand(
  fuzzCommand,
  async (line, interrupt) =>
    (await workOnTapes(fuzzCommand.name, line, interrupt)) ??
    (await exploreAll(exhaustiveOptions(line, mutantFlag), interrupt)) ??
    fuzz(fuzzOptions(line), interrupt),
);
