import { type Command, type CommandLine, quoted } from "../command-line.ts";
import { UsageError } from "../usage-error.ts";

/** What stands beside the flags: as many words as there are names for them. @throws UsageError */
export function wordsOf(command: Command, { positionals }: CommandLine, names: readonly string[]): string[] {
  const takes = `${command.name} takes ${names.join(" ")}`;
  const missing = names[positionals.length];
  if (missing !== undefined) throw new UsageError(`${takes}, and ${missing} is missing`);
  const surplus = positionals[names.length];
  if (surplus !== undefined) throw new UsageError(`unexpected argument ${quoted(surplus)}: ${takes}`);
  return [...positionals];
}

/** A key that every server takes. @throws UsageError */
export function checkKey(key: string): string {
  if (key !== "" && !key.startsWith("\0")) return key;
  throw new UsageError(`KEY takes text that is not empty, not ${quoted(key)}`);
}
