import { isJoint, isSameList } from "./configuration-facts.ts";
import type { ConfigurationFacts } from "./observation.ts";
import { nodeName, nodeNames } from "./words.ts";

/** What is wrong with a configuration by itself, in words; undefined if nothing is. */
export function configurationFault(facts: ConfigurationFacts): string | undefined {
  const { voters, outgoing, learners, learnersNext, leavesByItself } = facts;
  if (voters.length === 0) return "it has no voter";
  if (leavesByItself && !isJoint(facts)) return "it is to be left by itself, and is not joint";
  const lists = Object.entries({ voters, outgoing, learners, "learners next": learnersNext });
  const unordered = lists.find(([, list]) => list.some((node, place) => place > 0 && list[place - 1]! >= node));
  if (unordered !== undefined) return `its ${unordered[0]} do not ascend`;
  const twice = learners.find((node) => voters.includes(node) || outgoing.includes(node));
  if (twice !== undefined) return `${nodeName(twice)} is both voter and learner`;
  const staying = learnersNext.find((node) => voters.includes(node) || !outgoing.includes(node));
  if (staying !== undefined) return `${nodeName(staying)} is to become a learner, but is no voter that goes`;
  return undefined;
}

/**
 * Why a configuration may not follow another, in words; undefined if it may. One step changes one voter at the most
 * (dissertation §4.1), or enters a joint configuration, or leaves it (§4.3). Learners have no part in any quorum.
 */
export function changeFault(before: ConfigurationFacts, after: ConfigurationFacts): string | undefined {
  if (isJoint(before)) return isJoint(after) ? "both are joint" : leavingFault(before, after);
  if (isJoint(after)) {
    if (isSameList(after.outgoing, before.voters)) return undefined;
    return `${nodeNames(after.outgoing)} go where the voters were ${nodeNames(before.voters)}`;
  }
  const changed = [...without(before.voters, after.voters), ...without(after.voters, before.voters)];
  return changed.length > 1 ? `several voters change at once, and it is not joint: ${nodeNames(changed)}` : undefined;
}

function leavingFault(joint: ConfigurationFacts, after: ConfigurationFacts): string | undefined {
  if (!isSameList(after.voters, joint.voters)) return "the voters change when the joint configuration is left";
  const learners = [...joint.learners, ...joint.learnersNext].sort((a, b) => a - b);
  return isSameList(after.learners, learners) ? undefined : `its learners should be ${nodeNames(learners)}`;
}

function without(nodes: readonly number[], others: readonly number[]): number[] {
  return nodes.filter((node) => !others.includes(node));
}
