import type { Flag } from "./command-line.ts";
import { wholeNumberFlag } from "./values.ts";

/** Flags that mean the same in every command. */

export const nodesFlag = wholeNumberFlag({ long: "nodes", short: "n", min: 1, max: 25, help: "Nodes, 1 to 25" });

export const operationsFlag = wholeNumberFlag({
  long: "operations",
  short: "o",
  min: 1,
  max: 10_000_000,
  help: "Operations in each run, 1 to 10000000",
});

export const seedsFlag = wholeNumberFlag({
  long: "seeds",
  min: 1,
  max: 1_000_000,
  help: "How many seeds to run, 1 to 1000000, derived from the first",
});

export const workersFlag = wholeNumberFlag({
  long: "workers",
  short: "j",
  min: 1,
  max: 64,
  help: "Worker processes to run on, 1 to 64; one for each core when missing",
});

export const MAX_SECONDS = 1_000_000;

export const secondsFlag = {
  long: "time",
  short: "t",
  takes: `a number of seconds above 0 and up to ${MAX_SECONDS}`,
  help: "Stop after so many seconds of wall-clock time",
} satisfies Flag;

export const seedFlag = {
  long: "seed",
  short: "s",
  takes: "text of printable characters",
  help: "The first seed, any text; a random one when missing",
} satisfies Flag;

export const scenarioFlag = {
  long: "scenario",
  takes: "the name of a scenario or a .yaml file",
  help: "The storm: a scenario by its name, or a file of your own",
} satisfies Flag;

export const minimizeTimeFlag = {
  long: "minimize-time",
  takes: `a number of seconds from 0 to ${MAX_SECONDS}`,
  help: "Make the tape of a failure smaller for so many seconds; 0: leave it as it is (30)",
} satisfies Flag;

export const verboseFlag = {
  long: "verbose",
  short: "v",
  help: "Print a line for every run, and of one that fails all that was kept and what it exercised",
} satisfies Flag;

export const jsonLinesFlag = {
  long: "jsonl",
  help: "Print JSON, one line for each run as it ends, and a last line of the whole",
} satisfies Flag;

export const jsonFlag = { long: "json", help: "Print one JSON document and nothing else" } satisfies Flag;
export const helpFlag = { long: "help", help: "Print this and do nothing" } satisfies Flag;
export const versionFlag = { long: "version", help: "Print the version and do nothing" } satisfies Flag;
