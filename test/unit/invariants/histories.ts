import type { CheckerClass } from "../../../invariants/checker.ts";
import {
  appointJudge,
  type ConfigurationFacts,
  type Expectation,
  type Judge,
  keyValueMachineModel,
  type Model,
  type ObservationName,
  type Observations,
} from "../../../invariants/index.ts";
import { History } from "../../../src/workload/index.ts";

/** One observation as data: its name, then its arguments. */
export type Call = { [Name in ObservationName]: [Name, ...Parameters<Observations[Name]>] }[ObservationName];

export const ALL_OBSERVATIONS: readonly ObservationName[] = [
  "restarted",
  "logRestored",
  "crashed",
  "termChanged",
  "becameLeader",
  "steppedDown",
  "voteRequested",
  "voteGranted",
  "voteRefused",
  "appendAcknowledged",
  "appended",
  "truncated",
  "hardStatePersisted",
  "entryPersisted",
  "durableTruncated",
  "committed",
  "applied",
  "machineRestored",
  "commandApplied",
  "sessionTimed",
  "configurationAppended",
  "configurationInForce",
  "changeAsked",
  "snapshotTaken",
  "snapshotInstalled",
  "snapshotPersisted",
  "durableCompacted",
  "transferStarted",
  "transferEnded",
  "toldToCampaign",
  "campaignForced",
  "roundAnswered",
  "roundConfirmed",
  "leaseConfirmed",
  "clientInvoked",
  "clientRead",
  "clientReturned",
  "clientSessionExpired",
  "clientRefused",
];

/** Of the key-value machine. */
export const MODEL = keyValueMachineModel as unknown as Model<unknown, unknown>;

export function judgeOf(
  nodes: number,
  classes?: readonly CheckerClass[],
  expects: Expectation = "safety",
  founders = Array.from({ length: nodes }, (_, place) => place + 1),
): Judge {
  const history = new History();
  return appointJudge({ nodes, founders, supplied: ALL_OBSERVATIONS, history, expects, model: MODEL }, classes);
}

/**
 * Makes the observations, each one event and a millisecond after the one before; the first is event `firstEvent`. Only a
 * change that somebody asks for is of the same event as what is told next.
 */
export function observe(judge: Judge, calls: readonly Call[], firstEvent = 1): void {
  calls.forEach(([name, ...parameters], place) => {
    const event = firstEvent + place + (name === "changeAsked" ? 1 : 0);
    judge.setNow(event, event * 1000);
    (judge[name] as (...all: readonly unknown[]) => void)(...parameters);
  });
}

/** What one checker has to say of a history in a cluster of three, or of others who are the first of `nodes`. */
export function messagesOf(checker: CheckerClass, calls: readonly Call[], founders = [1, 2, 3], nodes = 3): string[] {
  const judge = judgeOf(nodes, [checker], "safety", founders);
  observe(judge, calls);
  return judge.violations.map(({ message }) => message);
}

/** A node adds entries at `firstIndex` and above to its log, in memory and on disk: a term and a digest each. */
export function holds(node: number, firstIndex: number, ...entries: readonly [term: number, digest: number][]): Call[] {
  return entries.flatMap(([term, digest], place): Call[] => [
    ["appended", node, firstIndex + place, term, digest],
    ["entryPersisted", node, firstIndex + place, term, digest],
  ]);
}

/** A configuration that is not joint. */
export function simple(voters: readonly number[], learners: readonly number[] = []): ConfigurationFacts {
  return { voters, outgoing: [], learners, learnersNext: [], leavesByItself: false };
}

/** A joint configuration, which is left by itself. */
export function joint(
  voters: readonly number[],
  outgoing: readonly number[],
  learnersNext: readonly number[] = [],
): ConfigurationFacts {
  return { voters, outgoing, learners: [], learnersNext, leavesByItself: true };
}

/** A node adds a configuration to its log, in memory and on disk. */
export function holdsConfiguration(node: number, index: number, term: number, facts: ConfigurationFacts): Call[] {
  return [
    ["appended", node, index, term, 0x1000 + index],
    ["configurationAppended", node, index, term, facts],
    ["entryPersisted", node, index, term, 0x1000 + index],
  ];
}

/** Those that are up: all of them are members of the cluster at the end of these histories. */
export function nodesUp(judge: Judge): number[] {
  return judge
    .nodeFacts()
    .filter(({ up }) => up)
    .map(({ id }) => id);
}
