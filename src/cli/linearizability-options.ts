import { DEFAULT_STEPS } from "../../invariants/client/linearizability/index.ts";
import { MODEL_NAMES, type ModelName } from "../histories/history-text.ts";
import { type Command, type CommandLine, type Flag, quoted } from "./command-line.ts";
import * as shared from "./shared-flags.ts";
import { UsageError } from "./usage-error.ts";
import { printableText, wholeNumber, wholeNumberFlag } from "./values.ts";

const modelFlag = {
  long: "model",
  takes: MODEL_NAMES.join(" or "),
  help: "register (read, write, cas) or kv (get, put, append); what is done in a file tells when missing",
} satisfies Flag;

const stepsFlag = wholeNumberFlag({
  long: "steps",
  min: 1,
  max: 1_000_000_000,
  help: `How many steps to search in each file before its verdict is unknown, 1 to 1000000000 (${DEFAULT_STEPS})`,
});

export const linearizabilityCommand: Command = {
  name: "kraft-linearizability",
  summary: `Tells whether histories of clients are linearizable: lines of a Jepsen log, or operation maps in EDN or JSON.

Exit status: 0 linearizable, 1 not linearizable, 2 unreadable, 4 unknown. Of
several files the worst counts: 1, then 2, then 4, then 0.`,
  flags: [modelFlag, stepsFlag, shared.jsonFlag, shared.helpFlag, shared.versionFlag],
  positionals: "check FILE...",
  examples: [
    ["kraft-linearizability check history.edn", "one history"],
    ["kraft-linearizability check etcd_*.log", "several"],
  ],
};

export interface LinearizabilityOptions {
  readonly files: readonly string[];
  /** Undefined: what each file suggests. */
  readonly model: ModelName | undefined;
  /** For each file. */
  readonly steps: number;
  readonly json: boolean;
}

/** @throws UsageError */
export function linearizabilityOptions(line: CommandLine): LinearizabilityOptions {
  const [verb, ...files] = line.positionals;
  if (verb !== "check") {
    const found = verb === undefined ? "nothing" : quoted(verb);
    throw new UsageError(`what to do comes first: check FILE..., not ${found}`);
  }
  if (files.length === 0) throw new UsageError("check takes one file or more, and none is given");
  return {
    files,
    model: modelOf(line),
    steps: wholeNumber(line, stepsFlag) ?? DEFAULT_STEPS,
    json: line.switches.has(shared.jsonFlag.long),
  };
}

function modelOf(line: CommandLine): ModelName | undefined {
  const typed = printableText(line, modelFlag);
  const known = MODEL_NAMES.find((name) => name === typed);
  if (typed === undefined || known !== undefined) return known;
  throw new UsageError(`--${modelFlag.long} takes ${modelFlag.takes}, not ${quoted(typed)}`);
}
