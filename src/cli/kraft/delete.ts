import { newIdempotencyKey, type Written } from "../../client/index.ts";
import { type Command, type CommandLine, type Flag, quoted } from "../command-line.ts";
import { helpFlag, jsonFlag } from "../shared-flags.ts";
import { checkKey, wordsOf } from "./arguments.ts";
import { clientFlags, withClient } from "./endpoints.ts";
import type { KraftCommand } from "./kraft-command.ts";
import { contents, tellWritten } from "./value.ts";

const expectedFlag = {
  long: "expected",
  takes: "the value that the key must hold",
  help: "Delete only if the key holds this value",
} satisfies Flag;

const command: Command = {
  name: "kraft delete",
  summary: `Removes a key. It is done once, also where it has to be sent again.

Exit status: 0 done; 1 there is no such key, it holds something else than
expected, or it is not known; 2 usage; 130 interrupted.`,
  flags: [expectedFlag, ...clientFlags, jsonFlag, helpFlag],
  positionals: "KEY",
  examples: [
    ["kraft delete greeting", "whatever it holds"],
    ["kraft delete lock --expected me", "only if it holds that"],
  ],
};

export const deleteCommand: KraftCommand = { command, work: remove };

async function remove(line: CommandLine, interrupt: AbortSignal): Promise<number> {
  const [word] = wordsOf(command, line, ["KEY"]);
  const key = checkKey(word!);
  const expected = line.values.get(expectedFlag.long);
  const written = await withClient(line, interrupt, (client) => client.delete(key, expected, newIdempotencyKey()));
  return tellWritten(command.name, line, key, written, successOf(key, written), refusalOf(key, expected, written));
}

function successOf(key: string, { previous, index }: Written): string {
  return `${quoted(key)} is deleted, at index ${index}; it held ${contents(previous)}`;
}

/** To delete what is not there is told as a refusal too: whoever types the name may have mistyped it. */
function refusalOf(key: string, expected: string | undefined, { previous, done }: Written): string | undefined {
  if (previous === null) return `there is no key ${quoted(key)}`;
  return done ? undefined : `nothing was changed: ${quoted(key)} holds ${contents(previous)}, not ${quoted(expected)}`;
}
