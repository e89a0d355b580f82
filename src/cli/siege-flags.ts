import { FAILURE_NAMES, PRESET_NAMES } from "../siege/index.ts";
import type { Flag } from "./command-line.ts";
import * as shared from "./shared-flags.ts";
import { wholeNumberFlag } from "./values.ts";

/** Flags of a siege of a real cluster. */

export const presetFlag = {
  long: "preset",
  takes: `one of ${PRESET_NAMES.join(", ")}`,
  help: "Figures for all that is not said otherwise: see above (quick)",
} satisfies Flag;

export const nodesFlag = { ...shared.nodesFlag, help: "Nodes, 1 to 25" };

export const clientsFlag = wholeNumberFlag({
  long: "clients",
  short: "c",
  min: 1,
  max: 500,
  help: "Clients, 1 to 500, each of which does one thing after the other",
});

export const operationsFlag = { ...shared.operationsFlag, help: "End after so many operations, 1 to 10000000" };

export const secondsFlag = { ...shared.secondsFlag, help: "End after so many seconds" };

export const failuresFlag = wholeNumberFlag({
  long: "failures",
  min: 1,
  max: 100_000,
  help: "End after so many failures, 1 to 100000",
});

export const seedFlag = { ...shared.seedFlag, help: "Of what clients ask and what fails; a random one when missing" };

const share = (long: string, what: string) =>
  wholeNumberFlag({ long, min: 0, max: 100, help: `Percent of the operations that ${what}` });

export const readFlag = share("read-pct", "read a key");
export const writeFlag = share("write-pct", "write one");
export const casFlag = share("cas-pct", "write it if it holds what the client saw last");

export const keysFlag = wholeNumberFlag({
  long: "keys",
  min: 1,
  max: 10_000,
  help: "Keys that all clients share, 1 to 10000",
});

export const failureFlag = {
  long: "failure",
  takes: `one of ${FAILURE_NAMES.join(", ")}`,
  help: `What befalls the nodes, again and again: ${FAILURE_NAMES.join(", ")} (none)`,
} satisfies Flag;

export const CONSISTENCIES = ["linearizable", "lease", "stale"] as const;

export const consistencyFlag = {
  long: "consistency",
  takes: `one of ${CONSISTENCIES.join(", ")}`,
  help: `What reads ask for: ${CONSISTENCIES.join(", ")} (linearizable). Stale reads are asked of any one node, and fail the check where they are out of date`,
} satisfies Flag;

export const TRANSPORTS = ["tcp", "grpc"] as const;

export const transportFlag = {
  long: "transport",
  takes: `one of ${TRANSPORTS.join(", ")}`,
  help: "How the nodes speak to each other: tcp or grpc (tcp)",
} satisfies Flag;

export const outFlag = {
  long: "out",
  takes: "a directory",
  help: "Write history.jsonl, history.edn and report.json there; when missing, only a siege that fails writes them",
} satisfies Flag;

export const SIEGE_FLAGS: readonly Flag[] = [
  presetFlag,
  nodesFlag,
  clientsFlag,
  secondsFlag,
  operationsFlag,
  failuresFlag,
  seedFlag,
  readFlag,
  writeFlag,
  casFlag,
  keysFlag,
  failureFlag,
  consistencyFlag,
  transportFlag,
  outFlag,
];
