import { CRDT_NAMES, type CrdtName } from "../crdt/index.ts";
import { LAW_NAMES, type LawName } from "../fuzz/crdt/laws.ts";
import type { Command, CommandLine, Flag } from "./command-line.ts";
import * as shared from "./shared-flags.ts";
import { nameAmong, printableText, wholeNumber, wholeNumberFlag } from "./values.ts";

const ALL = "all";

const typeFlag = {
  long: "type",
  takes: `one of ${[...CRDT_NAMES, ALL].join(", ")}`,
  help: `The type: ${CRDT_NAMES.join(", ")} (all)`,
} satisfies Flag;

const propertyFlag = {
  long: "property",
  takes: `one of ${[...LAW_NAMES, ALL].join(", ")}`,
  help: `The law: ${LAW_NAMES.join(", ")} (all)`,
} satisfies Flag;

const operationsFlag = { ...shared.operationsFlag, help: "Operations on each type, 1 to 10000000 (10000)" };

const replicasFlag = wholeNumberFlag({
  long: "replicas",
  short: "r",
  min: 2,
  max: 1_000,
  help: "Replicas, 2 to 1000 (10)",
});

const seedFlag = { ...shared.seedFlag, help: "Any text; a random one when missing" };

const mutantFlag = {
  long: "mutant",
  takes: "the id of a mutant or a .yaml file",
  help: "Run a build of the types with this bug planted: an id of kraft-mutants --list, or a file",
} satisfies Flag;

const keepGoingFlag = {
  long: "keep-going",
  help: "Go on after a law was broken, with the other laws and types",
} satisfies Flag;

const verboseFlag = { ...shared.verboseFlag, help: "Print how fast each type was, and its fingerprint" };

export const crdtCommand: Command = {
  name: "kraft-fuzz-crdt",
  summary: "Fuzzes the replicated data types over a simulated network and judges their laws after every operation.",
  flags: [
    typeFlag,
    propertyFlag,
    operationsFlag,
    replicasFlag,
    seedFlag,
    mutantFlag,
    keepGoingFlag,
    verboseFlag,
    shared.jsonFlag,
    shared.helpFlag,
    shared.versionFlag,
  ],
  positionals: undefined,
  examples: [
    ["kraft-fuzz-crdt", "all types, all laws"],
    ["kraft-fuzz-crdt --type orset -r 100 -v", "one type on a hundred replicas"],
    ["kraft-fuzz-crdt --mutant pn-counter-drops-negative", "watch a famous bug being caught"],
  ],
};

export interface CrdtOptions {
  readonly types: readonly CrdtName[];
  readonly laws: readonly LawName[];
  readonly operations: number;
  readonly replicas: number;
  /** Undefined: a random one. */
  readonly seed: string | undefined;
  readonly mutant: string | undefined;
  readonly keepsGoing: boolean;
  readonly verbose: boolean;
  readonly json: boolean;
}

/** @throws UsageError */
export function crdtOptions(line: CommandLine): CrdtOptions {
  const type = nameAmong(line, typeFlag, [...CRDT_NAMES, ALL]) ?? ALL;
  const law = nameAmong(line, propertyFlag, [...LAW_NAMES, ALL]) ?? ALL;
  return {
    types: type === ALL ? CRDT_NAMES : [type],
    laws: law === ALL ? LAW_NAMES : [law],
    operations: wholeNumber(line, operationsFlag) ?? 10_000,
    replicas: wholeNumber(line, replicasFlag) ?? 10,
    seed: printableText(line, seedFlag),
    mutant: printableText(line, mutantFlag),
    keepsGoing: line.switches.has(keepGoingFlag.long),
    verbose: line.switches.has(verboseFlag.long),
    json: line.switches.has(shared.jsonFlag.long),
  };
}
