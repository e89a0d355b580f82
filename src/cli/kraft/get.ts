import { type Command, type CommandLine, type Flag, quoted } from "../command-line.ts";
import { EXIT } from "../exit-status.ts";
import { helpFlag, jsonFlag } from "../shared-flags.ts";
import { UsageError } from "../usage-error.ts";
import { nameAmong, wholeNumber, wholeNumberFlag } from "../values.ts";
import { checkKey, wordsOf } from "./arguments.ts";
import { clientFlags, withClient } from "./endpoints.ts";
import type { KraftCommand } from "./kraft-command.ts";

const CONSISTENCIES = ["linearizable", "lease", "stale"] as const;

const consistencyFlag = {
  long: "consistency",
  takes: "linearizable, lease or stale",
  help: "linearizable: no older than now, whatever happens; lease: the same while clocks keep time, and faster; stale: what one server has",
} satisfies Flag;

const stalenessFlag = wholeNumberFlag({
  long: "max-staleness",
  min: 0,
  max: 1_000_000_000,
  help: "How many milliseconds old a stale read may be; any age when missing",
});

const command: Command = {
  name: "kraft get",
  summary: `Prints what a key holds.

Exit status: 0 it is there, 1 there is no such key, or nobody could tell,
2 usage, 130 interrupted.`,
  flags: [consistencyFlag, stalenessFlag, ...clientFlags, jsonFlag, helpFlag],
  positionals: "KEY",
  examples: [
    ["kraft get greeting", "the value, and a line end"],
    ["kraft get greeting --json", '{"key":"greeting","value":"hello","index":7}'],
  ],
};

export const getCommand: KraftCommand = { command, work: get };

async function get(line: CommandLine, interrupt: AbortSignal): Promise<number> {
  const [word] = wordsOf(command, line, ["KEY"]);
  const key = checkKey(word!);
  const options = readOptions(line);
  const found = await withClient(line, interrupt, (client) => client.get(key, options));
  if (line.switches.has(jsonFlag.long)) {
    const { value, index } = found ?? { value: null, index: undefined };
    process.stdout.write(`${JSON.stringify({ key, value, index })}\n`);
  } else if (found !== undefined) process.stdout.write(`${found.value}\n`);
  if (found !== undefined) return EXIT.done;
  process.stderr.write(`${command.name}: there is no key ${quoted(key)}\n`);
  return EXIT.failed;
}

function readOptions(line: CommandLine) {
  const consistency = nameAmong(line, consistencyFlag, CONSISTENCIES);
  const maxStalenessMs = wholeNumber(line, stalenessFlag);
  if (maxStalenessMs !== undefined && consistency !== "stale") {
    throw new UsageError(`--${stalenessFlag.long} is for --${consistencyFlag.long} stale`);
  }
  return { ...(consistency && { consistency }), ...(maxStalenessMs !== undefined && { maxStalenessMs }) };
}
