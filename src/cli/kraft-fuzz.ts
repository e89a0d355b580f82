import { runCommand } from "./command.ts";
import { fuzz } from "./fuzz.ts";
import { fuzzCommand, fuzzOptions } from "./fuzz-options.ts";

await runCommand(fuzzCommand, (line, interrupt) => fuzz(fuzzOptions(line), interrupt));
