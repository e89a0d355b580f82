import { STRATEGY_NAMES, type StrategyName } from "../fuzz/strategies/strategy-name.ts";
import type { Command, CommandLine, Flag } from "./command-line.ts";
import { generatedFlag, resumeFlag, sampleFlag } from "./generated-options.ts";
import { listFlag } from "./list-flag.ts";
import * as shared from "./shared-flags.ts";
import { UsageError } from "./usage-error.ts";
import { nameAmong, numberUpTo, positiveNumber, printableText, wholeNumber } from "./values.ts";

const tapesFlag = {
  long: "tapes",
  help: "Write the minimized tape of each killed mutant to corpus/, under the mutant's name",
} satisfies Flag;

const compareFlag = {
  long: "compare",
  takes: `one of ${STRATEGY_NAMES.join(", ")}`,
  help:
    "Hunt each mutant once more, by this strategy and without a scenario, and print what both took, in seeds and in " +
    `CPU seconds, with the ratio: ${STRATEGY_NAMES.join(", ")}`,
} satisfies Flag;

export const mutantsCommand: Command = {
  name: "kraft-mutants",
  summary: "Plants known Raft bugs in the core, one at a time, and shows which invariant catches each.",
  flags: [
    shared.nodesFlag,
    shared.operationsFlag,
    shared.scenarioFlag,
    shared.secondsFlag,
    shared.seedFlag,
    shared.seedsFlag,
    shared.workersFlag,
    compareFlag,
    tapesFlag,
    listFlag("mutants"),
    shared.minimizeTimeFlag,
    generatedFlag,
    sampleFlag,
    resumeFlag,
    shared.jsonFlag,
    shared.helpFlag,
    shared.versionFlag,
  ],
  positionals: "[ID|FILE...]",
  examples: [
    ["kraft-mutants", "the whole catalogue: up to 200 seeds or 60 s for each"],
    ["kraft-mutants --list", "what there is"],
    ["kraft-mutants figure-8 ./mine.yaml", "one of the catalogue, one of your own"],
    ["kraft-mutants double-vote --scenario hellweek", "in a storm of your choice"],
    ["kraft-mutants --compare random", "beside it, what plain random search takes"],
    ["kraft-mutants figure-8 --tapes", "and how it was killed, on a small tape"],
    ["kraft-mutants --generated --sample 200 -s 1", "200 changes that nobody thought of"],
    ["kraft-mutants --generated -s 1 --resume all.json", "all of them, for a night or two"],
  ],
};

export interface MutantsOptions {
  /** Ids and files; none: the whole catalogue. */
  readonly mutants: readonly string[];
  /** Undefined: what the mutant's own file says, or the usual. */
  readonly nodes: number | undefined;
  readonly operations: number | undefined;
  readonly scenario: string | undefined;
  /** For each mutant. */
  readonly timeLimitMs: number;
  /** Undefined: a random one. */
  readonly seed: string | undefined;
  /** For each mutant. */
  readonly seeds: number;
  /** Undefined: one for each core. */
  readonly workers: number | undefined;
  /** By which each is hunted once more. Undefined: by none. */
  readonly compared: StrategyName | undefined;
  /** How long the tape of each killed mutant is made smaller, 0: not at all. Undefined: no tapes are written. */
  readonly tapesLimitMs: number | undefined;
  readonly json: boolean;
}

/** @throws UsageError */
export function mutantsOptions(line: CommandLine): MutantsOptions {
  if (line.values.has(sampleFlag.long))
    throw new UsageError("--sample needs --generated: the catalogue is not drawn from");
  if (line.values.has(resumeFlag.long))
    throw new UsageError("--resume needs --generated: the catalogue is hunted as a whole");
  return {
    mutants: line.positionals,
    nodes: wholeNumber(line, shared.nodesFlag),
    operations: wholeNumber(line, shared.operationsFlag),
    scenario: printableText(line, shared.scenarioFlag),
    timeLimitMs: (positiveNumber(line, shared.secondsFlag, shared.MAX_SECONDS) ?? 60) * 1000,
    seed: printableText(line, shared.seedFlag),
    seeds: wholeNumber(line, shared.seedsFlag) ?? 200,
    workers: wholeNumber(line, shared.workersFlag),
    compared: nameAmong(line, compareFlag, STRATEGY_NAMES),
    tapesLimitMs: tapesLimitMs(line),
    json: line.switches.has(shared.jsonFlag.long),
  };
}

function tapesLimitMs(line: CommandLine): number | undefined {
  const seconds = numberUpTo(line, shared.minimizeTimeFlag, shared.MAX_SECONDS);
  if (line.switches.has(tapesFlag.long)) return (seconds ?? 30) * 1000;
  if (seconds === undefined) return undefined;
  throw new UsageError("--minimize-time needs --tapes here: without it no tapes are written");
}
