import type { Command, CommandLine } from "./command-line.ts";
import * as shared from "./shared-flags.ts";
import { positiveNumber, printableText, wholeNumber } from "./values.ts";

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
    shared.jsonFlag,
    shared.helpFlag,
    shared.versionFlag,
  ],
  positionals: "[ID|FILE...]",
  examples: [
    ["kraft-mutants", "the whole catalogue: up to 200 seeds or 60 s for each"],
    ["kraft-mutants figure-8 ./mine.yaml", "one of the catalogue, one of your own"],
    ["kraft-mutants double-vote --scenario hellweek", "in a storm of your choice"],
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
  readonly json: boolean;
}

/** @throws UsageError */
export function mutantsOptions(line: CommandLine): MutantsOptions {
  return {
    mutants: line.positionals,
    nodes: wholeNumber(line, shared.nodesFlag),
    operations: wholeNumber(line, shared.operationsFlag),
    scenario: printableText(line, shared.scenarioFlag),
    timeLimitMs: (positiveNumber(line, shared.secondsFlag, shared.MAX_SECONDS) ?? 60) * 1000,
    seed: printableText(line, shared.seedFlag),
    seeds: wholeNumber(line, shared.seedsFlag) ?? 200,
    workers: wholeNumber(line, shared.workersFlag),
    json: line.switches.has(shared.jsonFlag.long),
  };
}
