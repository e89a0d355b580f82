import type { Draws } from "../../chaos/index.ts";
import type { Configuration, MembershipChange, MembershipStep } from "./membership.ts";
import { isJoint, membersOf } from "./membership.ts";

/** What an operator knows of a cluster beside its configuration. */
export interface Surroundings {
  /** The node that leads. */
  readonly leader: number;
  /** There are nodes 1 to `nodes`, in the cluster or outside. */
  readonly nodes: number;
  /** So many voters stay, whatever happens. */
  readonly leastVoters: number;
}

/** A kind of change gives steps; none where there is nobody to do that to. */
type DrawSteps = (of: Situation, draws: Draws) => readonly MembershipStep[];

interface Situation extends Surroundings {
  readonly voters: readonly number[];
  readonly learners: readonly number[];
  readonly outside: readonly number[];
  /** Voters that may go. */
  readonly spare: readonly number[];
}

const KINDS: readonly DrawSteps[] = [
  ({ outside }, draws) => step("add-learner", draws.among(outside)),
  ({ outside }, draws) => step("add-voter", draws.among(outside)),
  ({ learners }, draws) => step("add-voter", draws.among(learners)),
  ({ spare }, draws) => step("add-learner", draws.among(spare)),
  ({ spare, learners }, draws) => step("remove", draws.among([...spare, ...learners])),
  ({ spare, leader }) => step("remove", spare.includes(leader) ? leader : undefined),
  ({ voters, learners, outside }, draws) => {
    const [comes, goes] = [draws.among([...learners, ...outside]), draws.among(voters)];
    return comes === undefined ? [] : [...step("add-voter", comes), ...step("remove", goes)];
  },
  drawMany,
];

/** What must be refused: a server that nobody knows, the last voters, what is so already. */
const NONSENSE: readonly DrawSteps[] = [
  ({ nodes, outside }, draws) => step("remove", draws.among([...outside, nodes + 1])),
  ({ voters }) => voters.flatMap((node) => step("remove", node)),
  ({ voters }) => voters.flatMap((node) => step("add-learner", node)),
  ({ voters }, draws) => step("add-voter", draws.among(voters)),
];

const NONSENSE_PER_MILLION = 100_000;
/** A joint configuration that waits to be left is mostly left; otherwise something else is tried, and refused. */
const LEAVES_PER_MILLION = 700_000;
/** So many servers become voters, learners and nobody where many change at once. */
const PARTS = ["voter", "voter", "voter", "learner", "nobody"] as const;
const TRANSITIONS = ["auto", "auto", "auto", "implicit", "explicit"] as const;

/**
 * A change to ask for where this configuration is in force: any that leaves enough voters, now and then one that makes
 * no sense. Undefined where what was drawn has no object.
 */
export function drawChange(
  configuration: Configuration,
  surroundings: Surroundings,
  draws: Draws,
): MembershipChange | undefined {
  const leaves = isJoint(configuration) && !configuration.leavesByItself;
  if (leaves && draws.chance(LEAVES_PER_MILLION)) return { kind: "leave" };
  const situation = situationOf(configuration, surroundings);
  const kinds = draws.chance(NONSENSE_PER_MILLION) ? NONSENSE : KINDS;
  if (kinds === NONSENSE && draws.below(NONSENSE.length + 1) === 0) return { kind: "leave" };
  const steps = draws.among(kinds)!(situation, draws);
  return steps.length === 0 ? undefined : { kind: "change", steps, transition: draws.among(TRANSITIONS)! };
}

function situationOf(configuration: Configuration, surroundings: Surroundings): Situation {
  const { voters, learners } = configuration;
  const members = membersOf(configuration);
  const outside = allNodes(surroundings).filter((node) => !members.includes(node));
  const spare = voters.length > surroundings.leastVoters ? voters : [];
  return { ...surroundings, voters, learners, outside, spare };
}

/** Each node gets any part. Where that leaves too few voters, others are made voters: the last first. */
function drawMany(situation: Situation, draws: Draws): MembershipStep[] {
  const parts = new Map(allNodes(situation).map((node) => [node, draws.among(PARTS)!] as const));
  const voters = () => [...parts.values()].filter((part) => part === "voter").length;
  for (let node = situation.nodes; voters() < situation.leastVoters; node--) parts.set(node, "voter");
  return [...parts].flatMap(([node, part]) => {
    const isVoter = situation.voters.includes(node);
    const isLearner = situation.learners.includes(node);
    if (part === "voter") return isVoter ? [] : step("add-voter", node);
    if (part === "learner") return isLearner ? [] : step("add-learner", node);
    return isVoter || isLearner ? step("remove", node) : [];
  });
}

function allNodes({ nodes }: Surroundings): number[] {
  return Array.from({ length: nodes }, (_, place) => place + 1);
}

function step(kind: MembershipStep["kind"], node: number | undefined): MembershipStep[] {
  return node === undefined ? [] : [{ kind, node }];
}
