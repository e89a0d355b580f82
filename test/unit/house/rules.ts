import { posix } from "node:path";

/** The rules of the house, as functions from sources to complaints. */

export interface Source {
  /** From the root of the package, with slashes: "src/raft/log.ts". */
  readonly path: string;
  readonly text: string;
}

export interface Complaint {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
}

/** How much of a room another may import. */
type Arrow = "all" | "types";
const ANYTHING = "anything but cli";

/** Who may import whom. A new arrow is a decision. */
const MAY_IMPORT: Readonly<Record<string, Readonly<Record<string, Arrow>> | typeof ANYTHING>> = {
  raft: {},
  machine: {},
  crdt: {},
  hybrid: { crdt: "all", machine: "all" },
  sim: {},
  storage: { raft: "types" },
  multi: { raft: "all" },
  workload: { sim: "all", machine: "all", hybrid: "all" },
  form: {},
  files: {},
  chaos: { sim: "all", form: "all" },
  sut: {
    sim: "all",
    raft: "all",
    multi: "all",
    crdt: "all",
    hybrid: "all",
    machine: "all",
    storage: "all",
    invariants: "types",
  },
  invariants: { workload: "types", machine: "all" },
  fuzz: {
    sim: "all",
    machine: "all",
    crdt: "all",
    hybrid: "all",
    sut: "all",
    workload: "all",
    chaos: "all",
    invariants: "all",
    form: "all",
    files: "all",
  },
  server: {
    raft: "all",
    multi: "all",
    machine: "all",
    crdt: "all",
    hybrid: "all",
    storage: "all",
    form: "all",
    files: "all",
  },
  client: {},
  cluster: { client: "all", files: "all" },
  siege: { client: "all", cluster: "all", invariants: "all", machine: "all" },
  histories: { invariants: "types" },
  report: { fuzz: "types" },
  bench: ANYTHING,
  reach: ANYTHING,
  index: ANYTHING,
  cli: ANYTHING,
};

/** Rooms in which nothing may depend on the machine, the engine or the moment. */
const SIMULATED_ROOMS = [
  "raft",
  "machine",
  "crdt",
  "hybrid",
  "storage",
  "multi",
  "sim",
  "chaos",
  "form",
  "workload",
  "invariants",
];

/** The guard makes the banned names throw, so it must name them. */
const NAMES_THE_BANNED = ["src/sim/guard.ts"];

/** Packages that simulated rooms may use: seedrandom expands the seed that a person typed, zod and yaml read a person's form. */
const SIMULATED_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  sim: ["seedrandom"],
  chaos: ["zod"],
  form: ["zod", "yaml"],
};

const BANNED: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["the wall clock", /\b(Date|performance|hrtime)\b/g],
  ["Math.random", /\bMath\s*\.\s*random\b/g],
  [
    "a Math function whose bits differ between engines",
    /\bMath\s*\.\s*(a?cosh?|a?sinh?|a?tanh?|atan2|cbrt|exp|expm1|hypot|log|log10|log1p|log2|pow)\b/g,
  ],
  ["Math by another name", /\bMath\b(?!\s*\.\s*\w)/g],
  ["a timer", /\b(set|clear)(Timeout|Interval|Immediate)\b/g],
  ["a promise", /\b(Promise|async|await|queueMicrotask|nextTick)\b/g],
  ["input or output", /\b(console|fetch|require)\b|\bprocess\s*\.\s*(env|argv|std\w+|exit|cwd)\b/g],
  ["a fact of this machine's process", /\bprocess\s*\.\s*(uptime|pid|cpuUsage|memoryUsage)\b/g],
  ["an engine's own schedule", /\b(WeakRef|FinalizationRegistry|Atomics|SharedArrayBuffer)\b/g],
  ["randomness", /\b(crypto|getRandomValues|randomUUID|randomBytes)\b/g],
  ["the locale", /\b(Intl|localeCompare|toLocale\w+)\b/g],
  ["a way around the rules", /\b(globalThis|eval|Function|getBuiltinModule)\b|\bimport\s*\(/g],
];

const MAX_LINES = 500;

/** The rooms may import each other only along the arrows of the table. */
export function checkArrows(source: Source): Complaint[] {
  const from = roomOf(source.path);
  if (from === undefined) return [];
  const allowed = MAY_IMPORT[from];
  if (allowed === undefined) return [{ path: source.path, line: 1, rule: `the room ${from} is not in the table` }];
  return importsOf(source).flatMap((found) => {
    const to = found.specifier.startsWith(".") ? roomOf(resolveImport(source.path, found.specifier)) : undefined;
    const complaint = to === undefined || to === from ? undefined : judgeArrow(from, to, allowed, found.typesOnly);
    return complaint === undefined ? [] : [{ path: source.path, line: found.line, rule: complaint }];
  });
}

function judgeArrow(
  from: string,
  to: string,
  allowed: Readonly<Record<string, Arrow>> | typeof ANYTHING,
  typesOnly: boolean,
): string | undefined {
  if (to === "cli") return "nobody imports cli";
  if (allowed === ANYTHING) return undefined;
  const arrow = allowed[to];
  if (arrow === undefined) return `${from} may not import ${to}`;
  if (arrow === "types" && !typesOnly) return `${from} may import only types of ${to}: say "import type"`;
  return undefined;
}

/** A relative import names the file that is there. */
export function checkExtensions(source: Source): Complaint[] {
  return importsOf(source)
    .filter(({ specifier }) => specifier.startsWith(".") && !/\.(tsx?|css)$/.test(specifier))
    .map(({ line, specifier }) => ({ path: source.path, line, rule: `the import ${specifier} must end in .ts` }));
}

/** Simulated rooms name nothing that could make two runs differ, and use no package that might. */
export function checkDeterminism(source: Source): Complaint[] {
  const room = roomOf(source.path);
  if (room === undefined || !SIMULATED_ROOMS.includes(room)) return [];
  return [...bannedNames(source), ...foreignPackages(source, room)];
}

function bannedNames(source: Source): Complaint[] {
  if (NAMES_THE_BANNED.includes(source.path)) return [];
  const code = blank(source.text, { strings: true });
  return BANNED.flatMap(([name, pattern]) =>
    [...code.matchAll(pattern)].map((match) => ({
      path: source.path,
      line: lineAt(code, match.index),
      rule: `${name} (${match[0]}) is banned in simulated rooms`,
    })),
  );
}

function foreignPackages(source: Source, room: string): Complaint[] {
  return importsOf(source)
    .filter(({ specifier }) => !specifier.startsWith("."))
    .filter(({ specifier }) => SIMULATED_PACKAGES[room]?.includes(specifier) !== true)
    .map(({ line, specifier }) => ({ path: source.path, line, rule: `${room} may not import ${specifier}` }));
}

/** A file is short enough to be seen whole. */
export function checkLength(source: Source): Complaint[] {
  const lines = source.text.split("\n").length - 1;
  if (lines <= MAX_LINES) return [];
  return [{ path: source.path, line: MAX_LINES + 1, rule: `${lines} lines: a file has at most ${MAX_LINES}` }];
}

/** The room a file is in; undefined outside the rooms, as tests are. */
function roomOf(path: string): string | undefined {
  if (path.startsWith("invariants/")) return "invariants";
  if (!path.startsWith("src/")) return undefined;
  return path.slice("src/".length).split("/")[0]!.replace(/\.ts$/, "");
}

function resolveImport(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier);
}

interface Import {
  readonly specifier: string;
  readonly typesOnly: boolean;
  readonly line: number;
}

const STATIC_IMPORT = /^[ \t]*(?:import|export)\s+(type\s)?(?:[\w*\s{},$]*?\bfrom\s*)?(["'])([^"'\n]+)\2/gm;
const CALLED_IMPORT = /\bimport\s*\(\s*()(["'`])([^"'`\n]+)\2/g;

/** Imports and re-exports, static and by call; imports written in comments or strings are none. */
function importsOf(source: Source): Import[] {
  const withStrings = blank(source.text, { strings: false });
  const withoutStrings = blank(source.text, { strings: true });
  return [STATIC_IMPORT, CALLED_IMPORT].flatMap((pattern) =>
    [...withStrings.matchAll(pattern)]
      .filter((match) => /import|export/.test(withoutStrings.slice(match.index, match.index + match[0].length)))
      .map((match) => ({
        specifier: match[3]!,
        typesOnly: match[1] !== undefined && match[1] !== "",
        line: lineAt(withStrings, match.index + match[0].length),
      })),
  );
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/**
 * The same text with comments, and on demand the insides of strings, turned into spaces, so that places and lines stay
 * what they were. Code within a template's `${}` stays.
 */
export function blank(text: string, { strings }: { readonly strings: boolean }): string {
  let out = "";
  let at = 0;
  /** For each template being within: how deep its current `${}` is nested in braces. */
  const templates: number[] = [];
  const keep = (length: number): void => {
    out += text.slice(at, at + length);
    at += length;
  };
  const erase = (length: number): void => {
    out += text.slice(at, at + length).replace(/[^\n]/g, " ");
    at += length;
  };
  const string = (length: number): void => (strings ? erase(length) : keep(length));
  const templateText = (): void => {
    string(/^(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/.exec(text.slice(at))![0].length);
    if (text[at] === "$") {
      templates.push(0);
      keep(2);
    } else keep(1);
  };
  while (at < text.length) {
    const rest = text.slice(at, at + 2);
    const first = rest[0]!;
    if (rest === "//") erase(lengthTo(text, at, "\n"));
    else if (rest === "/*") erase(lengthTo(text, at + 2, "*/") + 4);
    else if (first === '"' || first === "'") {
      keep(1);
      string(new RegExp(`^(?:[^${first}\\\\\\n]|\\\\[\\s\\S])*`).exec(text.slice(at))![0].length);
      keep(1);
    } else if (first === "`") {
      keep(1);
      templateText();
    } else if (first === "/" && opensRegExp(out)) {
      keep(1);
      string(/^(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])*/.exec(text.slice(at))![0].length);
      keep(1);
    } else if (templates.length > 0 && first === "}" && templates.at(-1) === 0) {
      templates.pop();
      keep(1);
      templateText();
    } else {
      if (templates.length > 0 && first === "{") templates.push(templates.pop()! + 1);
      if (templates.length > 0 && first === "}") templates.push(templates.pop()! - 1);
      keep(1);
    }
  }
  return out;
}

function lengthTo(text: string, at: number, end: string): number {
  const found = text.indexOf(end, at);
  return (found < 0 ? text.length : found) - at;
}

/** A slash opens a regular expression where no value stands before it that it could divide. */
function opensRegExp(before: string): boolean {
  return /(?:^|[=(,:;!&|?{}[+\-*%~^<>]|\b(?:return|typeof|case|in|of))$/.test(before.trimEnd());
}
