import type { ConfigurationFacts } from "./observation.ts";
import { nodeNames } from "./words.ts";

export function isJoint({ outgoing }: ConfigurationFacts): boolean {
  return outgoing.length > 0;
}

export function isVoter({ voters, outgoing }: ConfigurationFacts, node: number): boolean {
  return voters.includes(node) || outgoing.includes(node);
}

export function isMember(facts: ConfigurationFacts, node: number): boolean {
  return isVoter(facts, node) || facts.learners.includes(node);
}

/**
 * Whether those who have something are a quorum: a majority of the voters, and of the outgoing ones where there are any
 * (dissertation §4.3). If not, what is missing, in words: "of its voters n1, n2, n3 only n1 voted for it".
 */
export function missingQuorum(
  { voters, outgoing }: ConfigurationFacts,
  has: (node: number) => boolean,
  done: string,
): string | undefined {
  const missing = missingMajority("voters", voters, has, done);
  return missing ?? (outgoing.length > 0 ? missingMajority("outgoing voters", outgoing, has, done) : undefined);
}

function missingMajority(
  who: string,
  half: readonly number[],
  has: (node: number) => boolean,
  done: string,
): string | undefined {
  let count = 0;
  for (const node of half) if (has(node)) count++;
  if (count * 2 > half.length) return undefined;
  const holders = half.filter(has);
  return `of its ${who} ${nodeNames(half)} only ${nodeNames(holders)} ${done}`;
}

export function isSameConfiguration(one: ConfigurationFacts, other: ConfigurationFacts): boolean {
  return (
    isSameList(one.voters, other.voters) &&
    isSameList(one.outgoing, other.outgoing) &&
    isSameList(one.learners, other.learners) &&
    isSameList(one.learnersNext, other.learnersNext) &&
    one.leavesByItself === other.leavesByItself
  );
}

export function isSameList(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((node, place) => other[place] === node);
}

/** "voters n1, n2; outgoing n1, n3; learners n4; learners next n3; left by itself" */
export function configurationPhrase(facts: ConfigurationFacts): string {
  const { voters, outgoing, learners, learnersNext, leavesByItself } = facts;
  const parts = [`voters ${nodeNames(voters)}`];
  if (outgoing.length > 0) parts.push(`outgoing ${nodeNames(outgoing)}`);
  if (learners.length > 0) parts.push(`learners ${nodeNames(learners)}`);
  if (learnersNext.length > 0) parts.push(`learners next ${nodeNames(learnersNext)}`);
  if (isJoint(facts) || leavesByItself) parts.push(leavesByItself ? "left by itself" : "left when asked");
  return parts.join("; ");
}

/** As `nodeNames` words them. */
const NODES = "(?:none|n\\d+(?:, n\\d+)*)";
const CONFIGURATION = new RegExp(
  `\\b(voters ${NODES})(?:; (?:outgoing|learners|learners next) ${NODES})*(?:; left (?:by itself|when asked))?`,
  "g",
);

/** The text, with no more than its voters of each configuration that is worded as above. */
export function withVotersAlone(text: string): string {
  return text.replace(CONFIGURATION, "$1");
}
