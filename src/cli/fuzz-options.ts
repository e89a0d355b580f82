import { DISK_KINDS, type DiskKind } from "../fuzz/profile/disk-kind.ts";
import {
  ADAPTIVE,
  CAMPAIGN_STRATEGY_NAMES,
  type CampaignStrategy,
  STRATEGY_NAMES,
} from "../fuzz/strategies/strategy-name.ts";
import type { Command, CommandLine, Flag } from "./command-line.ts";
import { exhaustiveFlags } from "./exhaustive-options.ts";
import { fileToWrite } from "./file-to-write.ts";
import { REPORTS } from "./report-file.ts";
import * as shared from "./shared-flags.ts";
import { againstFlag, explainFlag, replayFlag, reportFlag } from "./tape-options.ts";
import { UsageError } from "./usage-error.ts";
import { nameAmong, numberUpTo, positiveNumber, printableText, wholeNumber, wholeNumberFlag } from "./values.ts";

const twinFlag = { long: "twin", help: "Run every seed twice and compare the two, bit for bit" } satisfies Flag;

export const mutantFlag = {
  long: "mutant",
  takes: "the id of a mutant or a .yaml file",
  help: "Run a build of the core with this bug planted: an id of kraft-mutants --list, or a file",
} satisfies Flag;

const keepGoingFlag = {
  long: "keep-going",
  help: "Go on after a run that failed, to the last seed; failures are told by their causes",
} satisfies Flag;

const resumeFlag = {
  long: "resume",
  takes: "the file to keep a campaign in",
  help: "Keep in this file how far the campaign has come, and go on from there if the file is there",
} satisfies Flag;

const hangTimeFlag = wholeNumberFlag({
  long: "hang-time",
  min: 1,
  max: 86_400,
  help: "Give up a seed on which nothing happens for so many seconds, 1 to 86400 (60)",
});

const strategyFlag = {
  long: "strategy",
  takes: `one of ${CAMPAIGN_STRATEGY_NAMES.join(", ")}`,
  help:
    `How each seed is searched for bugs: ${STRATEGY_NAMES.join(", ")}; or ${ADAPTIVE}: for each ` +
    `seed one of these, but random, by what finds new behaviour (one seed: swarm; several: ${ADAPTIVE})`,
} satisfies Flag;

const diskFlag = {
  long: "disk",
  takes: `one of ${DISK_KINDS.join(", ")}`,
  help:
    "What disks hold: records, or bytes in files, which the storage of a real server writes and reads " +
    "(one or the other, by the seed)",
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
  diskFlag,
  mutantFlag,
  keepGoingFlag,
  resumeFlag,
  hangTimeFlag,
  shared.minimizeTimeFlag,
  reportFlag,
  replayFlag,
  explainFlag,
  againstFlag,
  shared.verboseFlag,
  shared.jsonFlag,
  shared.jsonLinesFlag,
  shared.helpFlag,
  shared.versionFlag,
];

export const fuzzCommand: Command = {
  name: "kraft-fuzz",
  summary: "Fuzzes a cluster of the Raft core in a virtual world and checks every safety property after every event.",
  flags: [...fuzzFlags.flatMap((flag) => (flag === mutantFlag ? [flag, strategyFlag] : [flag])), ...exhaustiveFlags],
  positionals: undefined,
  examples: [
    ["kraft-fuzz -n 7 -o 5000", "one run of seven nodes"],
    ["kraft-fuzz -n 5 --seeds 200", "two hundred seeds"],
    ["kraft-fuzz -t 60", "as many seeds as a minute holds"],
    ["kraft-fuzz --seeds 5000 --keep-going --resume night.json", "all failures by cause; go on after a stop"],
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
  /** Undefined: the usual one of a seed. */
  readonly strategy: CampaignStrategy | undefined;
  /** Of what the disks are made. Undefined: as each seed says. */
  readonly disk: DiskKind | undefined;
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
  /** JSON in lines: one for each run, and one for the whole. */
  readonly jsonLines: boolean;
  /** Go on after a run that failed. */
  readonly keepsGoing: boolean;
  /** The file that keeps how far the campaign has come. Undefined: none does. */
  readonly resume: string | undefined;
  /** A seed on which nothing happens for so long is given up. */
  readonly hangMs: number;
}

/** The options of a storm of kraft-fuzz's own. @throws UsageError */
export function fuzzOptions(line: CommandLine): FuzzOptions {
  const seconds = positiveNumber(line, shared.secondsFlag, shared.MAX_SECONDS);
  const keepsGoing = line.switches.has(keepGoingFlag.long);
  const json = line.switches.has(shared.jsonFlag.long);
  const jsonLines = line.switches.has(shared.jsonLinesFlag.long);
  if (json && jsonLines) {
    throw new UsageError("--json prints one document and --jsonl many lines: only one of them can be asked for");
  }
  const seeds = wholeNumber(line, shared.seedsFlag) ?? (seconds === undefined ? 1 : Number.POSITIVE_INFINITY);
  return {
    nodes: wholeNumber(line, shared.nodesFlag) ?? 5,
    operations: wholeNumber(line, shared.operationsFlag) ?? 10_000,
    timeLimitMs: seconds === undefined ? undefined : seconds * 1000,
    seed: printableText(line, shared.seedFlag),
    seeds,
    workers: wholeNumber(line, shared.workersFlag),
    twin: line.switches.has(twinFlag.long),
    mutant: printableText(line, mutantFlag),
    scenario: undefined,
    strategy: nameAmong(line, strategyFlag, CAMPAIGN_STRATEGY_NAMES) ?? (seeds > 1 ? ADAPTIVE : undefined),
    disk: nameAmong(line, diskFlag, DISK_KINDS),
    byzantine: undefined,
    rotate: undefined,
    minimizeLimitMs: (numberUpTo(line, shared.minimizeTimeFlag, shared.MAX_SECONDS) ?? 30) * 1000,
    report: reportAskedFor(line, keepsGoing),
    verbose: line.switches.has(shared.verboseFlag.long),
    json,
    jsonLines,
    keepsGoing,
    resume: printableText(line, resumeFlag),
    hangMs: (wholeNumber(line, hangTimeFlag) ?? 60) * 1000,
  };
}

/** Each cause has a report of its own. */
function reportAskedFor(line: CommandLine, keepsGoing: boolean): string | undefined {
  const report = fileToWrite(line, reportFlag, REPORTS);
  if (report === undefined || !keepsGoing) return report;
  throw new UsageError("--report takes no file beside --keep-going: each cause has a report of its own below reports/");
}
