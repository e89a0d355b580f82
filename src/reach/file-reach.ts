import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { convert } from "ast-v8-to-istanbul";
import { parseAstAsync } from "vite";
import type { ScriptCoverage } from "./measure.ts";

/** A place of the sources that nothing reached. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  /** What was never so: "if", "else", "??"... or "line" where no branch tells why. */
  readonly never: string;
  /** The line, without what stands before and behind. */
  readonly text: string;
}

/** What was reached of one file of TypeScript. */
export interface FileReach {
  readonly file: string;
  readonly lines: { readonly total: number; readonly reached: number };
  readonly branches: { readonly total: number; readonly reached: number };
  readonly unreached: readonly Place[];
}

interface Span {
  readonly start: { readonly line?: number | undefined };
  readonly end: { readonly line?: number | undefined };
}

/** As Istanbul counts: statements, and branches of which each has as many ways as it may take. */
interface FileCoverage {
  readonly path: string;
  readonly statementMap: Readonly<Record<string, Span>>;
  readonly s: Readonly<Record<string, number>>;
  readonly fnMap: Readonly<Record<string, { readonly name: string; readonly loc: Span }>>;
  readonly branchMap: Readonly<
    Record<string, { readonly type: string; readonly loc: Span; readonly locations: readonly Span[] }>
  >;
  readonly b: Readonly<Record<string, readonly number[]>>;
}

/**
 * Maps what the engine counted in the compiled file back to lines and branches of the source. By the syntax tree: blocks
 * alone would not show that an `if` without an `else` was always true, and would count comments as lines.
 */
export async function fileReachOf(script: ScriptCoverage): Promise<FileReach> {
  const compiled = fileURLToPath(script.url);
  const code = readFileSync(compiled, "utf8");
  const sourceMap = JSON.parse(readFileSync(`${compiled}.map`, "utf8"));
  const covered = await convert({ ast: parseAstAsync(code), code, wrapperLength: 0, coverage: script, sourceMap });
  const [coverage] = Object.values(covered) as unknown as FileCoverage[];
  if (coverage === undefined) throw new Error(`nothing of ${compiled} leads back to a source`);
  return reachOf(coverage, readFileSync(coverage.path, "utf8").split("\n"));
}

function reachOf(coverage: FileCoverage, source: readonly string[]): FileReach {
  const file = basename(coverage.path);
  const place = (line: number, never: string): Place => {
    return { file, line, function: functionAt(coverage, line), never, text: source[line - 1]!.trim() };
  };
  const counts = lineCounts(coverage);
  const ways = waysOf(coverage);
  const missed = ways.filter(({ count }) => count === 0);
  const explained = (line: number): boolean => missed.some(({ from, to }) => from <= line && line <= to);
  const lines = [...counts]
    .filter(([line, count]) => count === 0 && !explained(line))
    .map(([line]) => place(line, "line"));
  const branches = missed.map(({ line, name }) => place(line, name));
  return {
    file,
    lines: { total: counts.size, reached: [...counts.values()].filter((count) => count > 0).length },
    branches: { total: ways.length, reached: ways.length - missed.length },
    unreached: [...branches, ...lines].sort((one, other) => one.line - other.line),
  };
}

/** How often the statements that begin on each line ran. */
function lineCounts({ s, statementMap }: FileCoverage): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [id, { start }] of Object.entries(statementMap)) {
    counts.set(start.line!, Math.max(counts.get(start.line!) ?? 0, s[id]!));
  }
  return counts;
}

interface Way {
  readonly line: number;
  readonly name: string;
  readonly count: number;
  /** The lines that only this way leads to. */
  readonly from: number;
  readonly to: number;
}

function waysOf({ b, branchMap }: FileCoverage): Way[] {
  return Object.entries(branchMap).flatMap(([id, { loc, locations, type }]) =>
    b[id]!.map((count, number): Way => {
      // What an `if` does not do stands nowhere.
      const { start, end } = locations[number]!;
      const line = loc.start.line!;
      const isOwn = type === "switch" && start.line !== undefined;
      const name = wayName(type, number);
      return { line: isOwn ? start.line! : line, name, count, from: start.line ?? line, to: end.line ?? line };
    }),
  );
}

function wayName(type: string, number: number): string {
  if (type === "if" || type === "cond-expr") return number === 0 ? "if" : "else";
  if (type === "switch") return "case";
  if (type === "default-arg") return "default";
  return `operand ${number + 1}`;
}

/** The innermost function around the line that has a name. */
function functionAt({ fnMap }: FileCoverage, line: number): string {
  const around = Object.values(fnMap)
    .filter(({ loc, name }) => !name.startsWith("(") && loc.start.line! <= line && line <= loc.end.line!)
    .sort((one, other) => other.loc.start.line! - one.loc.start.line!);
  return around[0]?.name ?? "module";
}
