import { isJoint, isMember } from "./configuration-facts.ts";
import type { ConfigurationFacts } from "./observation.ts";

/** How often the cluster's membership changed, by what leaders appended, whether or not it was committed in the end. */
export interface MembershipCounts {
  configurationsAppended: number;
  jointConfigurationsEntered: number;
  jointConfigurationsLeft: number;
  /** Configurations that a running node dropped from its log, and how many of them were joint. */
  configurationsRolledBack: number;
  jointConfigurationsRolledBack: number;
  /** Servers that joined as voters or as learners. */
  votersAdded: number;
  learnersAdded: number;
  /** Learners that became voters. */
  learnersPromoted: number;
  /** Voters that became learners. */
  votersDemoted: number;
  /** Voters and learners that no longer belong. */
  membersRemoved: number;
  /** A leader committed a configuration of its own in which it has no vote. */
  leadersRemoved: number;
}

export function zeroMembershipCounts(): MembershipCounts {
  return {
    configurationsAppended: 0,
    jointConfigurationsEntered: 0,
    jointConfigurationsLeft: 0,
    configurationsRolledBack: 0,
    jointConfigurationsRolledBack: 0,
    votersAdded: 0,
    learnersAdded: 0,
    learnersPromoted: 0,
    votersDemoted: 0,
    membersRemoved: 0,
    leadersRemoved: 0,
  };
}

/** A leader appended a configuration behind another. What a joint one will bring is counted when it is entered. */
export function countChange(counts: MembershipCounts, before: ConfigurationFacts, after: ConfigurationFacts): void {
  counts.configurationsAppended++;
  if (isJoint(before)) {
    counts.jointConfigurationsLeft++;
    return;
  }
  if (isJoint(after)) counts.jointConfigurationsEntered++;
  const learners = [...after.learners, ...after.learnersNext];
  for (const node of after.voters) {
    if (before.learners.includes(node)) counts.learnersPromoted++;
    else if (!isMember(before, node)) counts.votersAdded++;
  }
  for (const node of learners) {
    if (before.voters.includes(node)) counts.votersDemoted++;
    else if (!isMember(before, node)) counts.learnersAdded++;
  }
  for (const node of [...before.voters, ...before.learners]) {
    if (!after.voters.includes(node) && !learners.includes(node)) counts.membersRemoved++;
  }
}
