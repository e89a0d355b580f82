import type { Fact } from "../fuzz/chronicle/chronicle.ts";
import { duration, virtualSeconds } from "./numbers.ts";

type Words<Name extends Fact["name"]> = (args: Extract<Fact, { readonly name: Name }>["args"]) => string;

/** Every fact as its node would say it, in a few words and without its name. */
const WORDS: { readonly [Name in Fact["name"]]: Words<Name> } = {
  restarted: ([, term, , lastIndex]) => `starts in term ${term} with a log up to ${lastIndex}`,
  logRestored: ([, baseIndex, entries]) => `its log holds ${baseIndex + 1} to ${baseIndex + entries.length}`,
  crashed: () => "crashes",
  termChanged: ([, term]) => `enters term ${term}`,
  becameLeader: ([, term]) => `leads term ${term}`,
  steppedDown: ([, term]) => `leads term ${term} no more`,
  voteRequested: ([, term]) => `asks for votes in term ${term}`,
  voteGranted: ([, term, candidate]) => `votes for n${candidate} in term ${term}`,
  voteRefused: ([, term, candidate]) => `refuses n${candidate} its vote in term ${term}`,
  appendAcknowledged: ([, , index, leader]) => `acknowledges ${index} to n${leader}`,
  appended: ([, index, term]) => `appends ${index}:${term}`,
  truncated: ([, fromIndex]) => `drops its log from ${fromIndex} on`,
  hardStatePersisted: ([, term, votedFor]) => `term ${term} and ${vote(votedFor)} are durable`,
  entryPersisted: ([, index, term]) => `${index}:${term} is durable`,
  durableTruncated: ([, fromIndex]) => `its durable log loses all from ${fromIndex} on`,
  committed: ([, index]) => `commits up to ${index}`,
  applied: ([, index]) => `applies ${index}`,
  machineRestored: ([, index]) => `its machine goes on after ${index}`,
  commandApplied: ([, index, client, sequence]) => `${index} is command ${sequence} of client ${client}`,
  configurationAppended: ([, index, , { outgoing, voters }]) =>
    `${index} is the configuration ${halves(outgoing, voters)}`,
  configurationInForce: ([, { outgoing, voters }]) => `goes by the configuration ${halves(outgoing, voters)}`,
  changeAsked: ([, change]) =>
    change.kind === "leave"
      ? "is asked to leave the joint configuration"
      : `is asked to ${change.steps.map(({ kind, node }) => `${kind.replace("-", " ")} n${node}`).join(", ")}`,
  snapshotTaken: ([, index]) => `saves a snapshot up to ${index}`,
  snapshotInstalled: ([, index, term]) => `replaces its log by a snapshot up to ${index}:${term}`,
  snapshotPersisted: ([, index, term]) => `the snapshot up to ${index}:${term} is durable`,
  durableCompacted: ([, index]) => `drops its log up to ${index}`,
  transferStarted: ([, , to]) => `begins to hand over to n${to}`,
  transferEnded: ([, , to, outcome]) => `its transfer to n${to} ends: ${outcome.replace("-", " ")}`,
  toldToCampaign: ([, , to]) => `tells n${to} to campaign`,
  campaignForced: ([, term]) => `campaigns in term ${term} because it was told to`,
  roundAnswered: ([, , round, leader]) => `answers round ${round} of n${leader}`,
  roundConfirmed: ([, , round]) => `takes round ${round} for answered`,
  leaseConfirmed: ([, , leftUs]) => `has a lease for ${duration(leftUs)}`,
  sessionTimed: ([, index, , logTimeUs]) => `the log time at ${index} is ${virtualSeconds(logTimeUs)}`,
  clientInvoked: ([, sequence]) => `begins operation ${sequence}`,
  clientRead: ([, sequence, , consistency]) =>
    consistency === "eventual" ? `begins ${sequence} by gossip` : `begins ${consistency} read ${sequence}`,
  clientReturned: ([, sequence, index]) => `operation ${sequence} ends${index > 0 ? ` at ${index}` : ""}`,
  clientSessionExpired: ([, sequence]) => `operation ${sequence} ends: its session has expired`,
  clientRefused: ([, sequence]) => `operation ${sequence} ends: it is refused for good`,
};

export function factInWords(fact: Fact): string {
  return (WORDS[fact.name] as Words<Fact["name"]>)(fact.args);
}

function halves(outgoing: readonly number[], voters: readonly number[]): string {
  return [...(outgoing.length > 0 ? [outgoing.join(" ")] : []), voters.join(" ")].join(" | ");
}

function vote(votedFor: number): string {
  return votedFor === 0 ? "no vote" : `a vote for n${votedFor}`;
}
