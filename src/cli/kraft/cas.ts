import { newIdempotencyKey } from "../../client/index.ts";
import { type Command, type CommandLine, type Flag, quoted } from "../command-line.ts";
import { helpFlag, jsonFlag } from "../shared-flags.ts";
import { checkKey, wordsOf } from "./arguments.ts";
import { clientFlags, withClient } from "./endpoints.ts";
import type { KraftCommand } from "./kraft-command.ts";
import { contents, tellWritten, valueText } from "./value.ts";

const absentFlag = {
  long: "absent",
  help: "Instead of EXPECTED: only if there is no such key",
} satisfies Flag;

const command: Command = {
  name: "kraft cas",
  summary: `Compare and set: makes a key hold a value if it holds what is expected. "-"
stands for all of standard input. It is done once, also where it has to be sent
again.

Exit status: 0 done; 1 the key holds something else, or it is not known;
2 usage; 130 interrupted.`,
  flags: [absentFlag, ...clientFlags, jsonFlag, helpFlag],
  positionals: "KEY EXPECTED VALUE|-",
  examples: [
    ["kraft cas counter 1 2", "from 1 to 2"],
    ["kraft cas lock --absent me", "only if nobody has it"],
  ],
};

export const casCommand: KraftCommand = { command, work: compareAndSet };

async function compareAndSet(line: CommandLine, interrupt: AbortSignal): Promise<number> {
  const wantsAbsent = line.switches.has(absentFlag.long);
  const words = wordsOf(command, line, wantsAbsent ? ["KEY", "VALUE"] : ["KEY", "EXPECTED", "VALUE"]);
  const key = checkKey(words[0]!);
  const expected = wantsAbsent ? null : words[1]!;
  const value = await valueText(words.at(-1)!, interrupt);
  const written = await withClient(line, interrupt, (client) =>
    client.compareAndSet(key, expected, value, newIdempotencyKey()),
  );
  const { previous, index } = written;
  const success = `${quoted(key)} is set, at index ${index}; it held ${contents(previous)}`;
  const found = `nothing was changed: ${quoted(key)} holds ${contents(previous)}, not ${contents(expected)}`;
  return tellWritten(command.name, line, key, written, success, written.done ? undefined : found);
}
