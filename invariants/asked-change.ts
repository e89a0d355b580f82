import { isJoint, isSameList } from "./configuration-facts.ts";
import type { ChangeFacts, ConfigurationFacts } from "./observation.ts";
import { nodeNames } from "./words.ts";

type Change = Extract<ChangeFacts, { readonly kind: "change" }>;

/** Who is to vote and who is to learn, once a change is complete. */
interface Goal {
  readonly voters: readonly number[];
  readonly learners: readonly number[];
}

/**
 * Why a leader should not have made one configuration of another, having been asked for a change, or for none; undefined
 * if it should.
 */
export function changeNotAsked(
  before: ConfigurationFacts,
  after: ConfigurationFacts,
  asked: ChangeFacts | undefined,
): string | undefined {
  if (isJoint(before)) {
    return before.leavesByItself || asked?.kind === "leave" ? undefined : "nobody had asked it to leave that one";
  }
  if (asked?.kind !== "change") return "nobody had asked it for a change";
  return wrongGoal(after, goalOf(before, asked)) ?? wrongWay(before, after, asked);
}

function goalOf(before: ConfigurationFacts, { steps }: Change): Goal {
  const parts = new Map<number, "voter" | "learner">();
  for (const node of before.voters) parts.set(node, "voter");
  for (const node of before.learners) parts.set(node, "learner");
  for (const { kind, node } of steps) {
    if (kind === "remove") parts.delete(node);
    else parts.set(node, kind === "add-voter" ? "voter" : "learner");
  }
  const allOf = (part: "voter" | "learner") =>
    [...parts.keys()].filter((node) => parts.get(node) === part).sort((one, other) => one - other);
  return { voters: allOf("voter"), learners: allOf("learner") };
}

function wrongGoal(after: ConfigurationFacts, { voters, learners }: Goal): string | undefined {
  if (!isSameList(after.voters, voters)) return `the voters asked for are ${nodeNames(voters)}`;
  const ends = [...after.learners, ...after.learnersNext].sort((one, other) => one - other);
  return isSameList(ends, learners) ? undefined : `the learners asked for are ${nodeNames(learners)}`;
}

/** One voter more or less needs no joint configuration (§4.1), and auto does without where it can. */
function wrongWay(before: ConfigurationFacts, after: ConfigurationFacts, { transition }: Change): string | undefined {
  if (transition === "auto" && votersChanged(before, after) <= 1) {
    return isJoint(after) ? "one voter changes at the most, and it should go there at once" : undefined;
  }
  if (!isJoint(after)) return `the transition asked for, ${transition}, is through a joint one`;
  if (after.leavesByItself === (transition !== "explicit")) return undefined;
  return `the transition asked for is ${transition}, so it is to be left ${after.leavesByItself ? "when asked" : "by itself"}`;
}

function votersChanged(before: ConfigurationFacts, after: ConfigurationFacts): number {
  const comes = after.voters.filter((node) => !before.voters.includes(node));
  const goes = before.voters.filter((node) => !after.voters.includes(node));
  return comes.length + goes.length;
}
