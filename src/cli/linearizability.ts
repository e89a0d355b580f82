import { EXIT } from "./exit-status.ts";
import { checkFile, type FileResult } from "./linearizability-file.ts";
import { createLinearizabilityJson } from "./linearizability-json.ts";
import type { LinearizabilityOptions } from "./linearizability-options.ts";
import { createLinearizabilityText } from "./linearizability-text.ts";

/** Verdicts and their exit statuses, from the worst on. */
const STATUSES = [
  ["not-linearizable", EXIT.found],
  ["unreadable", EXIT.usage],
  ["unknown", EXIT.undecided],
  ["linearizable", EXIT.nothingFound],
] as const;

/** The work of kraft-linearizability; gives the exit status. */
export async function checkFiles(options: LinearizabilityOptions, interrupt: AbortSignal): Promise<number> {
  const output = options.json ? createLinearizabilityJson(options) : createLinearizabilityText();
  const verdicts = new Set<FileResult["verdict"]>();
  for (const file of options.files) {
    const result = await checkFile(file, options, interrupt);
    if (interrupt.aborted) break;
    verdicts.add(result.verdict);
    output.file(result);
  }
  const [worst, status] = STATUSES.find(([verdict]) => verdicts.has(verdict)) ?? ["unknown", EXIT.undecided];
  output.end(interrupt.aborted ? "unknown" : worst);
  return interrupt.aborted ? EXIT.interrupted : status;
}
