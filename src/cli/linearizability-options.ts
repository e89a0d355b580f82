import { DEFAULT_STEPS } from "../../invariants/client/linearizability/index.ts";
import { MODEL_NAMES, type ModelName } from "../histories/history-text.ts";
import { PRESET_NAMES, PRESETS, type SiegeOptions } from "../siege/index.ts";
import { type Command, type CommandLine, type Flag, nameOf, quoted } from "./command-line.ts";
import * as shared from "./shared-flags.ts";
import type { SiegeOutput } from "./siege.ts";
import { outFlag, SIEGE_FLAGS } from "./siege-flags.ts";
import { siegeOptions } from "./siege-options.ts";
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
  help: `How many steps to search in a history before its verdict is unknown, 1 to 1000000000 (${DEFAULT_STEPS})`,
});

export const linearizabilityCommand: Command = {
  name: "kraft-linearizability",
  summary: `Lays siege to a real cluster: starts servers on this machine, has clients ask
them while they crash, freeze or are cut off from each other, and checks that
what the clients were answered is linearizable, that no acknowledged write is
lost, and that no process is left. With check FILE..., it checks histories that
are there: lines of a Jepsen log, or operation maps in EDN or JSON.

Presets, each with nodes, clients, seconds, shared keys, and percent of
reads/writes/cas:
${presetLines().join("\n")}
Failures last 1.5 s on average, with a calm of 1.5 s before each; in ci 1 s and
0.6 s. Nodes take a snapshot every 1000 entries.

Exit status: 0 linearizable, and nothing else is wrong; 1 something is; 2 usage,
or an unreadable file; 3 the cluster does not start; 4 unknown: the steps were
too few; 130 interrupted, and nothing found so far. Of several files the worst
counts: 1, then 2, then 4, then 0.`,
  flags: [...SIEGE_FLAGS, modelFlag, stepsFlag, shared.jsonFlag, shared.helpFlag, shared.versionFlag],
  positionals: "[check FILE...]",
  examples: [
    ["kraft-linearizability --preset standard --failure mixed", "a minute of everything"],
    ["kraft-linearizability --failure crash-all --failures 50", "fifty crashes of all nodes"],
    ["kraft-linearizability check history.edn etcd_*.log", "histories in files"],
  ],
};

function presetLines(): string[] {
  return PRESET_NAMES.map((name) => {
    const { nodes, clients, seconds, keys, shares } = PRESETS[name];
    const { read, write, cas } = shares;
    return `  ${name.padEnd(17)}${[nodes, clients, seconds, keys].map((figure) => `${figure}`.padStart(4)).join("")}  ${read}/${write}/${cas}`;
  });
}

export interface LinearizabilityOptions {
  readonly files: readonly string[];
  /** Undefined: what each file suggests. */
  readonly model: ModelName | undefined;
  /** For each file. */
  readonly steps: number;
  readonly json: boolean;
}

/** What a person wants: a siege, or files checked. */
export type LinearizabilityTask =
  | { readonly kind: "check"; readonly options: LinearizabilityOptions }
  | { readonly kind: "siege"; readonly options: SiegeOptions; readonly output: SiegeOutput };

/** @throws UsageError */
export function linearizabilityTask(line: CommandLine): LinearizabilityTask {
  const [verb, ...files] = line.positionals;
  const steps = wholeNumber(line, stepsFlag) ?? DEFAULT_STEPS;
  const json = line.switches.has(shared.jsonFlag.long);
  if (verb === undefined) {
    rejectFlags(line, [modelFlag], "is of check FILE...");
    return { kind: "siege", options: siegeOptions(line, steps), output: { json, out: printableText(line, outFlag) } };
  }
  if (verb !== "check") throw new UsageError(`only check FILE... may stand beside the flags, not ${quoted(verb)}`);
  rejectFlags(line, SIEGE_FLAGS, "is of a siege, and check FILE... is none");
  if (files.length === 0) throw new UsageError("check takes one file or more, and none is given");
  return { kind: "check", options: { files, model: modelOf(line), steps, json } };
}

function rejectFlags(line: CommandLine, flags: readonly Flag[], why: string): void {
  const given = flags.find(({ long }) => line.values.has(long));
  if (given !== undefined) throw new UsageError(`${nameOf(given)} ${why}`);
}

function modelOf(line: CommandLine): ModelName | undefined {
  const typed = printableText(line, modelFlag);
  const known = MODEL_NAMES.find((name) => name === typed);
  if (typed === undefined || known !== undefined) return known;
  throw new UsageError(`--${modelFlag.long} takes ${modelFlag.takes}, not ${quoted(typed)}`);
}
