import type { Command, CommandLine, Flag } from "./command-line.ts";
import { exhaustiveFlags } from "./exhaustive-options.ts";
import * as shared from "./shared-flags.ts";
import { againstFlag, explainFlag, replayFlag, reportFlag } from "./tape-options.ts";
import { numberUpTo, positiveNumber, printableText, wholeNumber } from "./values.ts";

const twinFlag = { long: "twin", help: "Run every seed twice and compare the two, bit for bit" } satisfies Flag;

export const mutantFlag = {
  long: "mutant",
  takes: "the id of a mutant or a .yaml file",
  help: "Run a build of the core with this bug planted: an id of corpus/mutants, or a file",
} satisfies Flag;

/** What every command that fuzzes takes. */
export const fuzzFlags: readonly Flag[] = [
  shared.nodesFlag,
  shared.operationsFlag,
  shared.secondsFlag,
  shared.seedFlag,
  shared.seedsFlag,
  shared.workersFlag,
  twinFlag,
  mutantFlag,
  shared.minimizeTimeFlag,
  reportFlag,
  replayFlag,
  explainFlag,
  againstFlag,
  shared.verboseFlag,
  shared.jsonFlag,
  shared.helpFlag,
  shared.versionFlag,
];

export const fuzzCommand: Command = {
  name: "kraft-fuzz",
  summary: "Fuzzes a cluster of the Raft core in a virtual world and checks every safety property after every event.",
  flags: [...fuzzFlags, ...exhaustiveFlags],
  positionals: undefined,
  examples: [
    ["kraft-fuzz -n 7 -o 5000", "one run of seven nodes"],
    ["kraft-fuzz -n 5 --seeds 200", "two hundred seeds"],
    ["kraft-fuzz -t 60", "as many seeds as a minute holds"],
    ["kraft-fuzz --mutant figure-8 --seeds 50", "watch a famous bug being caught"],
    ["kraft-fuzz --exhaustive --mutant no-log-check", "a planted bug, found without a seed"],
    ["kraft-fuzz --replay corpus/", "play every tape again"],
    ["kraft-fuzz --explain corpus/figure-8.json", "what happened on a tape, and why"],
  ],
};

export interface FuzzOptions {
  readonly nodes: number;
  readonly operations: number;
  /** Undefined: no limit. */
  readonly timeLimitMs: number | undefined;
  /** Undefined: a random one. */
  readonly seed: string | undefined;
  /** Infinity: until the time is up. */
  readonly seeds: number;
  /** Undefined: as many as suit the number of seeds. */
  readonly workers: number | undefined;
  readonly twin: boolean;
  readonly mutant: string | undefined;
  /** A scenario by its name or file, as it was typed. Undefined: kraft-fuzz's own mix of operations. */
  readonly scenario: string | undefined;
  /** So many liars at one time. Undefined: as the scenario says. */
  readonly byzantine: number | undefined;
  /** Others lie every so many operations, or never if 0. Undefined: as the scenario says. */
  readonly rotate: number | undefined;
  /** How long a failure's tape is made smaller; 0: not at all. */
  readonly minimizeLimitMs: number;
  /** Where the report of a failure goes. Undefined: among the others. */
  readonly report: string | undefined;
  readonly verbose: boolean;
  readonly json: boolean;
}

/** The options of a storm of kraft-fuzz's own. @throws UsageError */
export function fuzzOptions(line: CommandLine): FuzzOptions {
  const seconds = positiveNumber(line, shared.secondsFlag, shared.MAX_SECONDS);
  return {
    nodes: wholeNumber(line, shared.nodesFlag) ?? 5,
    operations: wholeNumber(line, shared.operationsFlag) ?? 10_000,
    timeLimitMs: seconds === undefined ? undefined : seconds * 1000,
    seed: printableText(line, shared.seedFlag),
    seeds: wholeNumber(line, shared.seedsFlag) ?? (seconds === undefined ? 1 : Number.POSITIVE_INFINITY),
    workers: wholeNumber(line, shared.workersFlag),
    twin: line.switches.has(twinFlag.long),
    mutant: printableText(line, mutantFlag),
    scenario: undefined,
    byzantine: undefined,
    rotate: undefined,
    minimizeLimitMs: (numberUpTo(line, shared.minimizeTimeFlag, shared.MAX_SECONDS) ?? 30) * 1000,
    report: printableText(line, reportFlag),
    verbose: line.switches.has(shared.verboseFlag.long),
    json: line.switches.has(shared.jsonFlag.long),
  };
}
