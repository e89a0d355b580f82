import type { Command, CommandLine } from "./command-line.ts";
import { type FuzzOptions, fuzzFlags, fuzzOptions } from "./fuzz-options.ts";
import { listFlag } from "./list-flag.ts";
import * as shared from "./shared-flags.ts";
import { UsageError } from "./usage-error.ts";
import { printableText, wholeNumber, wholeNumberFlag } from "./values.ts";

const scenarioFlag = { ...shared.scenarioFlag, help: "A scenario by its name, or a .yaml file; mixed when missing" };

const byzantineFlag = wholeNumberFlag({
  long: "byzantine",
  min: 1,
  max: shared.nodesFlag.max - 1,
  help:
    "So many nodes lie at one time, 1 to nodes - 1. Where the scenario has no liars, they tell all five lies, " +
    "and only what each honest node promises alone must hold",
});

const rotateFlag = wholeNumberFlag({
  long: "rotate",
  min: 0,
  max: shared.operationsFlag.max,
  help: "Other nodes take over the lying every so many operations; 0: never",
});

export const chaosCommand: Command = {
  name: "kraft-fuzz-chaos",
  summary: "Runs a cluster of the Raft core through a scenario of faults and checks every property after every event.",
  flags: [scenarioFlag, byzantineFlag, rotateFlag, listFlag("scenarios"), ...fuzzFlags],
  positionals: undefined,
  examples: [
    ["kraft-fuzz-chaos --list", "what there is"],
    ["kraft-fuzz-chaos --scenario hellweek", "one run through everything at once"],
    ["kraft-fuzz-chaos --scenario ./mine.yaml", "a storm of your own"],
    ["kraft-fuzz-chaos --byzantine 2 -t 60", "what two liars break in a minute"],
  ],
};

/** @throws UsageError */
export function chaosOptions(line: CommandLine): FuzzOptions {
  const options = {
    ...fuzzOptions(line),
    // A scenario says itself what its storms are.
    strategy: undefined,
    scenario: printableText(line, scenarioFlag) ?? "mixed",
    byzantine: wholeNumber(line, byzantineFlag),
    rotate: wholeNumber(line, rotateFlag),
  };
  rejectLiarsOnly(options);
  return options;
}

function rejectLiarsOnly({ byzantine, nodes }: FuzzOptions): void {
  if (byzantine === undefined || byzantine < nodes) return;
  const allowed =
    nodes === 1 ? "needs at least 2 nodes" : `takes a whole number from 1 to ${nodes - 1} of ${nodes} nodes`;
  throw new UsageError(`--byzantine ${allowed}, not "${byzantine}": one node must be honest`);
}
