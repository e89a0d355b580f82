import { buffer } from "node:stream/consumers";
import type { Written } from "../../client/index.ts";
import { type CommandLine, quoted } from "../command-line.ts";
import { EXIT } from "../exit-status.ts";
import { jsonFlag } from "../shared-flags.ts";
import { UsageError } from "../usage-error.ts";

/** What stands on the command line, or all of standard input for "-". @throws UsageError */
export async function valueText(word: string, interrupt: AbortSignal): Promise<string> {
  if (word !== "-") return word;
  interrupt.addEventListener("abort", () => process.stdin.destroy(new UsageError("interrupted, and nothing was sent")));
  const bytes = await buffer(process.stdin);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError("standard input takes text in UTF-8, and this is none");
  }
}

/** Tells what became of a write; gives the exit status. `refusal` says why it was not done; undefined: it was. */
export function tellWritten(
  name: string,
  line: CommandLine,
  key: string,
  { changed, previous, index }: Written,
  success: string,
  refusal: string | undefined,
): number {
  if (line.switches.has(jsonFlag.long)) {
    process.stdout.write(`${JSON.stringify({ key, changed, previous, index })}\n`);
  } else if (refusal === undefined) process.stdout.write(`${success}\n`);
  if (refusal === undefined) return EXIT.done;
  process.stderr.write(`${name}: ${refusal}\n`);
  return EXIT.failed;
}

/** What a key held, in words that follow "holds" or "held". */
export function contents(previous: string | null): string {
  return previous === null ? "nothing" : quoted(previous);
}
