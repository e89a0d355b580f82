import { newIdempotencyKey } from "../../client/index.ts";
import { type Command, type CommandLine, quoted } from "../command-line.ts";
import { helpFlag, jsonFlag } from "../shared-flags.ts";
import { checkKey, wordsOf } from "./arguments.ts";
import { clientFlags, withClient } from "./endpoints.ts";
import type { KraftCommand } from "./kraft-command.ts";
import { contents, tellWritten, valueText } from "./value.ts";

const command: Command = {
  name: "kraft put",
  summary: `Makes a key hold a value: "-" stands for all of standard input. It is done once,
also where it has to be sent again.

Exit status: 0 done, 1 not done, or not known, 2 usage, 130 interrupted.`,
  flags: [...clientFlags, jsonFlag, helpFlag],
  positionals: "KEY VALUE|-",
  examples: [
    ["kraft put greeting hello", "where a local cluster runs"],
    ["kraft put motd - < motd.txt", "a file"],
    ["kraft put temperature -- -5", "what begins with a hyphen"],
  ],
};

export const putCommand: KraftCommand = { command, work: put };

async function put(line: CommandLine, interrupt: AbortSignal): Promise<number> {
  const [word, typed] = wordsOf(command, line, ["KEY", "VALUE"]);
  const key = checkKey(word!);
  const value = await valueText(typed!, interrupt);
  const written = await withClient(line, interrupt, (client) => client.put(key, value, newIdempotencyKey()));
  const success = `${quoted(key)} is set, at index ${written.index}; it held ${contents(written.previous)}`;
  return tellWritten(command.name, line, key, written, success, undefined);
}
