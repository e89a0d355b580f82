import { nearest } from "../../form/nearest.ts";
import { quoted } from "../command-line.ts";
import { UsageError } from "../usage-error.ts";
import type { KraftCommand } from "./kraft-command.ts";

/** Names to choose from: each leads to a command or to a further menu. */
export interface Menu {
  /** As it is typed: "kraft cluster". */
  readonly name: string;
  readonly summary: string;
  readonly entries: readonly MenuEntry[];
  /** Lines of example, for help. */
  readonly examples: readonly string[];
}

export interface MenuEntry {
  readonly name: string;
  /** As help shows it: "kill NODE". */
  readonly usage: string;
  readonly summary: string;
  /** Read when it is chosen, so that a short command starts quickly. */
  load(): Promise<Menu | KraftCommand>;
}

export type Choice =
  | { readonly kind: "command"; readonly chosen: KraftCommand; readonly argv: readonly string[] }
  | { readonly kind: "help"; readonly menu: Menu }
  | { readonly kind: "version" };

/** Follows the first words of a command line to a command. @throws UsageError */
export async function choose(menu: Menu, [word, ...rest]: readonly string[]): Promise<Choice> {
  if (word === "--help") return { kind: "help", menu };
  if (word === "--version") return { kind: "version" };
  const entry = menu.entries.find(({ name }) => name === word);
  if (entry === undefined) throw unknownWord(menu, word);
  const chosen = await entry.load();
  return "entries" in chosen ? choose(chosen, rest) : { kind: "command", chosen, argv: rest };
}

function unknownWord(menu: Menu, word: string | undefined): UsageError {
  const names = menu.entries.map(({ name }) => name);
  const all = `${names.slice(0, -1).join(", ")} or ${names.at(-1)}; ${menu.name} --help tells more`;
  if (word === undefined) return new UsageError(`what to do comes next: ${all}`);
  if (word.startsWith("-")) return new UsageError(`what to do comes before ${quoted(word)}: ${all}`);
  const guess = nearest(word, names);
  const hint = guess === undefined ? "it takes " : `did you mean ${guess}? It takes `;
  return new UsageError(`there is no ${quoted(`${menu.name} ${word}`)}: ${hint}${all}`);
}

/** The text that --help prints. */
export function menuText({ name, summary, entries, examples }: Menu): string {
  const width = Math.max(...entries.map(({ usage }) => usage.length));
  return [
    `${name} COMMAND`,
    "",
    summary,
    "",
    "Commands:",
    ...entries.map((entry) => `  ${entry.usage.padEnd(width)}  ${entry.summary}`),
    "",
    `${name} COMMAND --help tells more of each.`,
    "",
    "Examples:",
    ...examples.map((example) => `  ${example}`),
  ].join("\n");
}
