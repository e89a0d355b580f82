import type { Step } from "../../fuzz/exhaustive/counterexample.ts";

/** What could be observed of a step, in words, in the order in which it happened; what is told twice is told once. */
export function consequencesOf({ observed }: Step): string[] {
  const entries: string[] = [];
  const told: string[] = [];
  const tellEntries = (): void => {
    if (entries.length > 0) told.push(`it appends ${entries.splice(0).join(", ")}`);
  };
  for (const [name, _node, ...args] of observed) {
    if (name === "appended") {
      entries.push(`${args[0]}:${args[1]}`);
      continue;
    }
    const words = wordsOf(name, args as number[]);
    if (words === undefined) continue;
    tellEntries();
    if (!told.includes(words)) told.push(words);
  }
  tellEntries();
  return told;
}

/** What changes nothing that other observations do not tell of has no words. */
function wordsOf(name: Step["observed"][number][0], args: readonly number[]): string | undefined {
  switch (name) {
    case "termChanged":
      return `it enters term ${args[0]}`;
    case "voteRequested":
      return `it asks for votes in term ${args[0]}`;
    case "voteGranted":
      return `it votes for n${args[1]} in term ${args[0]}`;
    case "becameLeader":
      return `it becomes leader of term ${args[0]}`;
    case "steppedDown":
      return `it gives up its leadership of term ${args[0]}`;
    case "truncated":
      return `it drops its log from index ${args[0]} on`;
    case "committed":
      return `it commits up to ${args[0]}`;
    case "appendAcknowledged":
      return `it acknowledges up to ${args[1]} to n${args[2]}`;
    case "restarted":
      return `it goes on in term ${args[0]} with a log up to ${args[2]}`;
    default:
      return undefined;
  }
}
