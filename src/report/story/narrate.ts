import type { Chronicle, Fact } from "../../fuzz/chronicle/chronicle.ts";
import { tellDirection } from "./deeds.ts";
import {
  tellCompaction,
  tellCrash,
  tellFailedSync,
  tellInstallation,
  tellRestart,
  tellSnapshotTaken,
} from "./disks.ts";
import { tellCandidacy, tellForgottenVotes, tellStepDown, tellVictory, tellVote } from "./elections.ts";
import { tellAcknowledgement, tellAppending, tellCommitment, tellUnheardEntries } from "./entries.ts";
import type { Item } from "./item.ts";
import { Known } from "./known.ts";
import { tellContradicting, tellRead, tellReturn } from "./operations.ts";
import { type FactOf, type Scene, tellPlain } from "./scene.ts";
import { Spread } from "./spread.ts";
import { Timeline } from "./timeline.ts";

/**
 * Tells these steps of a chronicle; what is not to be told is learned all the same. Steps of facts that contradict each
 * other are told in any case.
 */
export function narrate(chronicle: Chronicle, steps: readonly number[], contradicting: readonly number[] = []): Item[] {
  const known = new Known(chronicle);
  const timeline = new Timeline();
  const toTell = new Set(steps);
  for (const [at, step] of chronicle.steps.entries()) {
    const letter = step.message === undefined ? undefined : chronicle.messages[step.message];
    const scene: Scene = { chronicle, at, step, letter, known, timeline };
    const isTold = toTell.has(at);
    if (isTold) {
      tellDirection(scene);
      tellFailedSync(scene);
    }
    const facts = inOrder(step.facts);
    for (const [place, fact] of facts.entries()) {
      if (isTold && !isPartOfAppending(facts, place)) tellFact(scene, fact);
      known.take(fact);
    }
    if (isTold) {
      tellForgottenVotes(scene);
      tellUnheardEntries(scene);
      if (contradicting.includes(at)) tellContradicting(scene);
    }
    known.endStep(step);
  }
  tellSpread(chronicle, timeline);
  return timeline.condensed(chronicle.violationStep);
}

/** Only in the end it shows who else stores what did not get to all at once. */
function tellSpread(chronicle: Chronicle, { items }: Timeline): void {
  const spread = new Spread(chronicle);
  for (const item of items) {
    if (item.kind === "replication" && item.unheard.length > 0) item.elsewhere = spread.elsewhere(item);
  }
}

/**
 * The facts of a step in the order in which they follow from each other. What a node commits is observed at the end of
 * its event, but what it appends behind that follows from it: so a leader leaves a joint configuration.
 */
function inOrder(facts: readonly Fact[]): readonly Fact[] {
  const appends = facts.findIndex(({ name }) => name === "appended");
  if (appends < 0) return facts;
  const isCause = (fact: Fact, at: number) =>
    at > appends &&
    fact.name === "committed" &&
    facts.every(({ args, name }) => name !== "appended" || args[0] !== fact.args[0] || args[1] > fact.args[1]);
  const causes = facts.filter(isCause);
  const rest = facts.filter((fact) => !causes.includes(fact));
  return [...rest.slice(0, appends), ...causes, ...rest.slice(appends)];
}

/** All that a node appends in a step is told with the first of it. */
function isPartOfAppending(facts: readonly Fact[], place: number): boolean {
  const fact = facts[place]!;
  const isBefore = (one: Fact) => one.name === "appended" && one.args[0] === fact.args[0];
  return fact.name === "appended" && facts.slice(0, place).some(isBefore);
}

type Teller<Name extends Fact["name"]> = (scene: Scene, args: FactOf<Name>["args"]) => void;

/** What is worth a line, or a part of one. */
const TELLERS: { readonly [Name in Fact["name"]]?: Teller<Name> } = {
  crashed: tellCrash,
  restarted: tellRestart,
  voteRequested: tellCandidacy,
  voteGranted: tellVote,
  becameLeader: tellVictory,
  steppedDown: tellStepDown,
  appended: tellAppending,
  appendAcknowledged: tellAcknowledgement,
  committed: tellCommitment,
  snapshotTaken: tellSnapshotTaken,
  snapshotInstalled: tellInstallation,
  durableCompacted: tellCompaction,
  transferStarted: (scene, [node, term, to]) =>
    tellPlain(scene, `n${node} begins to hand its leadership of term ${term} to n${to}`, node),
  toldToCampaign: (scene, [node, term, to]) =>
    tellPlain(scene, `n${node}, which leads term ${term}, tells n${to} to stand for election`, node),
  transferEnded: (scene, [node, , to, outcome]) =>
    tellPlain(scene, `n${node} ends its transfer to n${to}: ${outcome.replace("-", " ")}`, node),
  clientRead: tellRead,
  clientReturned: tellReturn,
};

function tellFact(scene: Scene, fact: Fact): void {
  (TELLERS[fact.name] as Teller<Fact["name"]> | undefined)?.(scene, fact.args);
}
