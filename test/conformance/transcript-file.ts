import { readFileSync } from "node:fs";

type Options = Readonly<Partial<Record<"cfg" | "cfgj" | "idx" | "votes" | "autoleave", string>>>;

/** One case of a transcript: a command with its options, further lines of input, and the output that is expected. */
export interface Case {
  /** Where the command stands, counted from 1. */
  readonly line: number;
  readonly command: string;
  /** What stands as name=value on the command's line. */
  readonly options: Options;
  readonly input: readonly string[];
  readonly expected: readonly string[];
}

/**
 * Reads a file of cases: the input, a line of four hyphens, the output up to an empty line. Lines that begin with "#" are
 * for the reader.
 */
export function readCases(file: string): Case[] {
  const cases: Case[] = [];
  const lines = readFileSync(file, "utf8").split("\n");
  let input: string[] = [];
  let firstLine = 0;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!.trim();
    if (line.startsWith("#") || (line === "" && input.length === 0)) continue;
    if (line !== "----") {
      if (input.length === 0) firstLine = at + 1;
      input.push(line);
      continue;
    }
    const end = lines.indexOf("", at + 1);
    const expected = lines.slice(at + 1, end < 0 ? undefined : end);
    const [first, ...rest] = input.filter((each) => each !== "");
    cases.push({ line: firstLine, ...readCommand(first!), input: rest, expected });
    at += expected.length;
    input = [];
  }
  return cases;
}

function readCommand(line: string): Pick<Case, "command" | "options"> {
  const options: Record<string, string> = {};
  for (const [, name, inBrackets, word] of line.matchAll(/(\w+)=(?:\(([^)]*)\)|(\w+))/g)) {
    options[name!] = inBrackets ?? word!;
  }
  return { command: line.split(" ")[0]!, options };
}

/** The items of a list that is separated by commas, or by spaces. */
export function itemsOf(list = ""): string[] {
  return list.split(/[\s,]+/).filter((item) => item !== "");
}
