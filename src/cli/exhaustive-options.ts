import { MOST_OF_EACH } from "../fuzz/exhaustive/budget.ts";
import { QUIET, type Scope, usualScopes } from "../fuzz/exhaustive/scope.ts";
import type { CommandLine, Flag } from "./command-line.ts";
import * as shared from "./shared-flags.ts";
import { UsageError } from "./usage-error.ts";
import { positiveNumber, printableText, type WholeNumberFlag, wholeNumber, wholeNumberFlag } from "./values.ts";

const exhaustiveFlag = {
  long: "exhaustive",
  help:
    "Run no seeds, but try every order of deliveries, losses, duplicates and faults in small scopes, 3 nodes and 3 " +
    "commands unless -n and -o say otherwise; without the flags below six scopes, all of them in about a minute; the " +
    "exit status is 3 if time or memory was up before each of them ended",
} satisfies Flag;

function budgetFlag(long: string, help: string): WholeNumberFlag {
  return wholeNumberFlag({ long, min: 0, max: MOST_OF_EACH, help: `With --exhaustive: ${help}` });
}

const timeoutsFlag = budgetFlag("timeouts", "election timers that fire (1)");
const heartbeatsFlag = budgetFlag("heartbeats", "heartbeat timers of leaders that fire (0)");
const crashesFlag = budgetFlag("crashes", "crashes, which lose what is not synced, with a restart (0)");
const dropsFlag = budgetFlag("drops", "broken connections that a leader notices (0); losses nobody notices are free");
const slowSyncsFlag = budgetFlag("slow-syncs", "writes that are not durable at once (0)");
const openFlag = wholeNumberFlag({
  long: "open",
  min: 1,
  max: 2 * MOST_OF_EACH,
  help: "With --exhaustive: a leader is asked while fewer of its entries than this are not committed (1)",
});
const depthFlag = wholeNumberFlag({
  long: "depth",
  min: 1,
  max: 1_000_000,
  help: "With --exhaustive: every history of so many moves, and none that is longer",
});
const USUAL_MEGABYTES = 2000;
const BYTES_PER_MEGABYTE = 1_000_000;
const memoryFlag = wholeNumberFlag({
  long: "memory",
  min: 100,
  max: 1_000_000,
  help: "With --exhaustive: stop when the process has so many megabytes (2000)",
});

/** What each flag says of a scope: any of them chooses one instead of the usual ones. */
const SCOPE_FLAGS = {
  timeouts: timeoutsFlag,
  heartbeats: heartbeatsFlag,
  crashes: crashesFlag,
  drops: dropsFlag,
  slowSyncs: slowSyncsFlag,
  open: openFlag,
} satisfies Record<keyof typeof QUIET, WholeNumberFlag>;
const BOUND_FLAGS = [depthFlag, memoryFlag];

export const exhaustiveFlags: readonly Flag[] = [exhaustiveFlag, ...Object.values(SCOPE_FLAGS), ...BOUND_FLAGS];

const nodesFlag = wholeNumberFlag({ ...shared.nodesFlag, min: 1, max: 7 });
const commandsFlag = wholeNumberFlag({ ...shared.operationsFlag, min: 0, max: MOST_OF_EACH });

const MUTANT = "mutant";
const BESIDE = [nodesFlag, commandsFlag, shared.secondsFlag, { long: MUTANT }, shared.jsonFlag];

export interface ExhaustiveOptions {
  readonly nodes: number;
  readonly operations: number;
  /** Explored one after the other. */
  readonly scopes: readonly Scope[];
  /** Of each scope. */
  readonly maxDepth: number;
  readonly memoryLimitBytes: number;
  /** Of all of them together. Undefined: no limit. */
  readonly timeLimitMs: number | undefined;
  readonly mutant: string | undefined;
  readonly json: boolean;
}

/** Undefined when seeds are to be run. @throws UsageError */
export function exhaustiveOptions(line: CommandLine, mutantFlag: Flag): ExhaustiveOptions | undefined {
  const given = [...line.values.keys(), ...line.switches];
  if (!line.switches.has(exhaustiveFlag.long)) {
    const lonely = exhaustiveFlags.find(({ long }) => given.includes(long));
    if (lonely !== undefined) throw new UsageError(`--${lonely.long} needs --exhaustive`);
    return undefined;
  }
  rejectOthers(given);
  const nodes = wholeNumber(line, nodesFlag) ?? 3;
  const operations = wholeNumber(line, commandsFlag) ?? 3;
  const seconds = positiveNumber(line, shared.secondsFlag, shared.MAX_SECONDS);
  const isChosen = Object.values(SCOPE_FLAGS).some(({ long }) => line.values.has(long));
  return {
    nodes,
    operations,
    scopes: isChosen ? [chosenScope(line, nodes, operations)] : usualScopes(nodes, operations),
    maxDepth: wholeNumber(line, depthFlag) ?? Number.POSITIVE_INFINITY,
    memoryLimitBytes: (wholeNumber(line, memoryFlag) ?? USUAL_MEGABYTES) * BYTES_PER_MEGABYTE,
    timeLimitMs: seconds === undefined ? undefined : seconds * 1000,
    mutant: printableText(line, mutantFlag),
    json: line.switches.has(shared.jsonFlag.long),
  };
}

function chosenScope(line: CommandLine, nodes: number, commands: number): Scope {
  const given = entriesOf(SCOPE_FLAGS).map(([part, flag]) => [part, wholeNumber(line, flag) ?? QUIET[part]]);
  return { nodes, commands, ...(Object.fromEntries(given) as typeof QUIET) };
}

function entriesOf(flags: typeof SCOPE_FLAGS): [keyof typeof SCOPE_FLAGS, WholeNumberFlag][] {
  return Object.entries(flags) as [keyof typeof SCOPE_FLAGS, WholeNumberFlag][];
}

/** The words that choose a scope and nothing else, in the memory that the search of it may have. */
export function wordsOfScope(scope: Scope, memoryLimitBytes: number): string[] {
  const parts = entriesOf(SCOPE_FLAGS).filter(([part]) => part === "timeouts" || scope[part] !== QUIET[part]);
  const megabytes = memoryLimitBytes / BYTES_PER_MEGABYTE;
  return [
    ...["--exhaustive", "-n", String(scope.nodes), "-o", String(scope.commands)],
    ...parts.flatMap(([part, { long }]) => [`--${long}`, String(scope[part])]),
    ...(megabytes === USUAL_MEGABYTES ? [] : [`--${memoryFlag.long}`, String(megabytes)]),
  ];
}

function rejectOthers(given: readonly string[]): void {
  const allowed = [...exhaustiveFlags, ...BESIDE].map(({ long }) => long);
  const other = given.find((long) => !allowed.includes(long));
  if (other === undefined) return;
  throw new UsageError(`--exhaustive runs no seeds and draws nothing: it does not take --${other}`);
}
