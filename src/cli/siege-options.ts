import { randomBytes } from "node:crypto";
import {
  FAILURE_NAMES,
  fewestNodes,
  kindsOf,
  PRESET_NAMES,
  PRESETS,
  type Shares,
  type SiegeOptions,
} from "../siege/index.ts";
import type { CommandLine } from "./command-line.ts";
import { SERVER_COMMAND } from "./kraft/directory.ts";
import { MAX_SECONDS } from "./shared-flags.ts";
import * as flags from "./siege-flags.ts";
import { UsageError } from "./usage-error.ts";
import { nameAmong, positiveNumber, printableText, type WholeNumberFlag, wholeNumber } from "./values.ts";

/** The options of a siege: what is typed, or else the preset's. @throws UsageError */
export function siegeOptions(line: CommandLine, steps: number): SiegeOptions {
  const preset = PRESETS[nameAmong(line, flags.presetFlag, PRESET_NAMES) ?? "quick"];
  const failure = nameAmong(line, flags.failureFlag, FAILURE_NAMES) ?? "none";
  const nodes = wholeNumber(line, flags.nodesFlag) ?? preset.nodes;
  const fewest = Math.max(1, ...kindsOf(failure).map(fewestNodes));
  if (nodes < fewest) throw new UsageError(`--failure ${failure} takes ${fewest} nodes or more, not ${nodes}`);
  const maxFailures = wholeNumber(line, flags.failuresFlag);
  if (failure === "none" && maxFailures !== undefined) {
    throw new UsageError("--failures tells how many of a --failure there are, and none is asked for");
  }
  const maxOperations = wholeNumber(line, flags.operationsFlag);
  const seconds = positiveNumber(line, flags.secondsFlag, MAX_SECONDS);
  // What is counted is not cut short by the preset's time.
  const isCounted = maxFailures !== undefined || maxOperations !== undefined;
  return {
    ...preset,
    nodes,
    failure,
    clients: wholeNumber(line, flags.clientsFlag) ?? preset.clients,
    seconds: seconds ?? (isCounted ? MAX_SECONDS : preset.seconds),
    maxOperations: maxOperations ?? Number.POSITIVE_INFINITY,
    maxFailures: maxFailures ?? Number.POSITIVE_INFINITY,
    keys: wholeNumber(line, flags.keysFlag) ?? preset.keys,
    shares: sharesOf(line, preset.shares),
    seed: printableText(line, flags.seedFlag) ?? randomBytes(4).toString("hex"),
    consistency: nameAmong(line, flags.consistencyFlag, flags.CONSISTENCIES) ?? "linearizable",
    transport: nameAmong(line, flags.transportFlag, flags.TRANSPORTS) ?? "tcp",
    steps,
    command: SERVER_COMMAND,
  };
}

/** Those that are not typed share what is left, in the preset's proportion. */
function sharesOf(line: CommandLine, preset: Shares): Shares {
  const typed = [
    { flag: flags.readFlag, usual: preset.read },
    { flag: flags.writeFlag, usual: preset.write },
    { flag: flags.casFlag, usual: preset.cas },
  ].map(({ flag, usual }) => ({ given: wholeNumber(line, flag as WholeNumberFlag), usual }));
  const left = 100 - typed.reduce((sum, { given = 0 }) => sum + given, 0);
  const open = typed.filter(({ given }) => given === undefined);
  const usually = open.reduce((sum, { usual }) => sum + usual, 0);
  if (left < 0 || (left > 0 && usually === 0)) {
    throw new UsageError(`--read-pct, --write-pct and --cas-pct are 100 together, not ${100 - left}`);
  }
  const [read, write, cas] = typed.map(({ given, usual }) => given ?? Math.round((left * usual) / (usually || 1)));
  // Rounding goes to whichever is open.
  const rest = 100 - read! - write! - cas!;
  if (typed[0]!.given === undefined) return { read: read! + rest, write: write!, cas: cas! };
  return { read: read!, write: write! + rest, cas: cas! };
}
