import type { Settings } from "../bench/experiments/index.ts";
import { type Command, type CommandLine, type Flag, quoted } from "./command-line.ts";
import { fileToWrite } from "./file-to-write.ts";
import { helpFlag, jsonFlag, seedFlag, versionFlag } from "./shared-flags.ts";
import { UsageError } from "./usage-error.ts";
import { positiveNumber, printableText, wholeNumber, wholeNumberFlag } from "./values.ts";

export const EXPERIMENTS = ["throughput", "latency", "election", "scalability", "fault-tolerance"] as const;
export type Experiment = (typeof EXPERIMENTS)[number];

const MAX_CLIENTS = 1_024;
const MAX_SECONDS = 600;

const realFlag = { long: "real", help: "Measure server processes on this machine, not the simulator" } satisfies Flag;
const nodesFlag = wholeNumberFlag({ long: "nodes", short: "n", min: 1, max: 9, help: "Nodes, 1 to 9 (3)" });
const clientsFlag = {
  long: "clients",
  short: "c",
  takes: `whole numbers from 1 to ${MAX_CLIENTS}, with commas between them`,
  help: "Clients that write at one time; each number is measured by itself (1,4,16,64,256; where nodes fail or differ, 64)",
} satisfies Flag;
const secondsFlag = {
  long: "time",
  short: "t",
  takes: `a number of seconds above 0 and up to ${MAX_SECONDS}`,
  help: "How long each measurement takes: virtual seconds in the simulator (5)",
} satisfies Flag;
const repetitionsFlag = wholeNumberFlag({
  long: "repetitions",
  min: 1,
  max: 1_000,
  help: "How many leaders are killed, 1 to 1000 (10)",
});
const plotFlag = {
  long: "plot",
  takes: "a file that ends in .svg",
  help: "Draw latency against load into this file",
} satisfies Flag;

export const benchCommand: Command = {
  name: "kraft-bench",
  summary: `Measures a cluster: in the simulator, where figures are of virtual time and the
same on every machine, or with --real of server processes on this one.

  throughput       writes answered in a second, by the number of clients
  latency          how long a write takes, by the number of clients
  election         from killing the leader to the next one's first answer
  scalability      clusters of 1, 3, 5 and 7 nodes under the same load
  fault-tolerance  what clients see while a follower and the leader are down

Exit status: 0 measured, 1 it could not be, 2 usage, 130 interrupted.`,
  flags: [
    realFlag,
    nodesFlag,
    clientsFlag,
    secondsFlag,
    repetitionsFlag,
    { ...seedFlag, help: "Of the simulator, any text (1)" },
    plotFlag,
    jsonFlag,
    helpFlag,
    versionFlag,
  ],
  positionals: EXPERIMENTS.join("|"),
  examples: [
    ["kraft-bench throughput", "in the simulator"],
    ["kraft-bench latency --real --plot latency.svg", "three servers on this machine"],
    ["kraft-bench election --real --repetitions 20", "twenty leaders killed"],
  ],
};

export interface BenchOptions {
  readonly experiment: Experiment;
  readonly isReal: boolean;
  readonly settings: Settings;
  readonly seed: string;
  readonly plot: string | undefined;
  readonly json: boolean;
}

const SWEPT: readonly Experiment[] = ["throughput", "latency"];
/** Flags that only say something of some experiments. */
const MEANT_FOR: readonly (readonly [Flag, readonly Experiment[]])[] = [
  [nodesFlag, ["throughput", "latency", "election", "fault-tolerance"]],
  [clientsFlag, ["throughput", "latency", "scalability", "fault-tolerance"]],
  [secondsFlag, ["throughput", "latency", "scalability", "fault-tolerance"]],
  [repetitionsFlag, ["election"]],
  [plotFlag, SWEPT],
];

/** @throws UsageError */
export function readBenchOptions(line: CommandLine): BenchOptions {
  const experiment = experimentOf(line);
  for (const [{ long }, experiments] of MEANT_FOR) {
    if (line.values.has(long) && !experiments.includes(experiment)) {
      throw new UsageError(`--${long} says nothing of ${experiment}`);
    }
  }
  const isReal = line.switches.has(realFlag.long);
  if (isReal && line.values.has(seedFlag.long)) throw new UsageError("--seed says nothing with --real");
  const nodes = wholeNumber(line, nodesFlag) ?? 3;
  if (nodes < 3 && (experiment === "election" || experiment === "fault-tolerance")) {
    throw new UsageError(`${experiment} takes three nodes at least: fewer cannot spare one`);
  }
  const settings: Settings = {
    nodes,
    clients: clientsOf(line) ?? (SWEPT.includes(experiment) ? [1, 4, 16, 64, 256] : [64]),
    seconds: positiveNumber(line, secondsFlag, MAX_SECONDS) ?? 5,
    repetitions: wholeNumber(line, repetitionsFlag) ?? 10,
  };
  const seed = printableText(line, seedFlag) ?? "1";
  return { experiment, isReal, settings, seed, plot: plotOf(line), json: line.switches.has(jsonFlag.long) };
}

function experimentOf({ positionals }: CommandLine): Experiment {
  const known = EXPERIMENTS.find((name) => name === positionals[0]);
  if (known !== undefined && positionals.length === 1) return known;
  const found = positionals.length === 0 ? "nothing" : quoted(positionals.join(" "));
  throw new UsageError(`what to measure comes first: ${EXPERIMENTS.join(", ")}; not ${found}`);
}

function clientsOf(line: CommandLine): number[] | undefined {
  const typed = line.values.get(clientsFlag.long);
  const counts = typed?.split(",").map((count) => (/^[1-9]\d{0,3}$/.test(count) ? Number(count) : Number.NaN));
  if (counts?.every((count) => count <= MAX_CLIENTS) ?? true) return counts;
  throw new UsageError(`-c takes ${clientsFlag.takes}, not ${quoted(typed)}`);
}

function plotOf(line: CommandLine): string | undefined {
  const typed = fileToWrite(line, plotFlag);
  if (typed === undefined || typed.endsWith(".svg")) return typed;
  throw new UsageError(`--plot takes ${plotFlag.takes}, not ${quoted(typed)}`);
}
