import { configurationPhrase, isMember } from "../configuration-facts.ts";
import type { NodeFacts } from "../node-record.ts";
import type { Violation } from "../observation.ts";
import { nodeName, nodeNames } from "../words.ts";

/** How things stand when the calm is over: faults have stopped and a quorum is up and connected. */
export interface AfterCalm {
  readonly event: number;
  readonly atUs: number;
  /** How long the calm lasted, and what of the storm was left behind in it, in words; empty if nothing was. */
  readonly calmUs: number;
  readonly leftBehind: string;
  /**
   * From `Judge.nodeFacts()`, of the nodes that were connected in the calm. Those that are down are not judged, nor those
   * that do not belong to the configuration of the node that has committed most.
   */
  readonly nodes: readonly NodeFacts[];
  /** Whether a command was committed that a client began once the faults were over and a leader was there. */
  readonly newCommandCommitted: boolean;
  /** Clients that gave up an operation begun since then. */
  readonly clientsThatGaveUp: readonly number[];
  /** The term of a leader whom all followed, and that gave way though nothing was wrong; 0 if none did. */
  readonly lostTerm: number;
  /** The term of a leader that was asked to hand its leadership over, and no other led whom all followed; else 0. */
  readonly keptTerm: number;
  /** Clients that still wait for an answer. */
  readonly waitingClients: readonly number[];
}

/**
 * Once faults stop, the cluster elects a leader, commits and converges within a bounded time (§5.6). Each violation
 * says one thing that is missing.
 */
export function checkLiveness(facts: AfterCalm): Violation[] {
  const up = membersAmong(facts.nodes.filter((node) => node.up));
  const missing = [
    ...checkLeader(up),
    ...checkLeft(up),
    ...checkConverged(up, "commit indexes", (node) => node.commitIndex),
    ...checkConverged(up, "applied indexes", (node) => node.appliedIndex),
    ...checkConverged(up, "last log indexes", (node) => node.lastIndex),
    ...checkSame(
      up,
      "their logs",
      (node) => node.lastIndex,
      (node) => node.lastHash,
    ),
    ...checkSame(
      up,
      "their machines",
      (node) => node.appliedIndex,
      (node) => node.stateHash,
    ),
  ];
  if (facts.lostTerm > 0) {
    const terms = up.map((node) => `${nodeName(node.id)} is in term ${node.term}`).join(", ");
    const what = `the leader of term ${facts.lostTerm}, whom all followed, gave way though nothing was wrong: ${terms}`;
    missing.push({ nodes: idsOf(up), what });
  }
  if (facts.keptTerm > 0) {
    const what = `the leader of term ${facts.keptTerm} was asked to hand its leadership over, and no other leads whom all follow`;
    missing.push({ nodes: idsOf(up), what });
  }
  if (!facts.newCommandCommitted) missing.push({ nodes: [], what: "no command submitted since was committed" });
  if (facts.clientsThatGaveUp.length > 0) {
    missing.push({ nodes: [], what: `clients had no answer for seconds: ${facts.clientsThatGaveUp.join(", ")}` });
  }
  if (facts.waitingClients.length > 0) {
    missing.push({ nodes: [], what: `clients still wait for an answer: ${facts.waitingClients.join(", ")}` });
  }
  const { event, atUs } = facts;
  const left = facts.leftBehind === "" ? "" : ` (${facts.leftBehind})`;
  const calm = `after ${Math.floor(facts.calmUs / 1000)} ms of calm${left}`;
  return missing.map(({ nodes, what }) => ({ invariant: "liveness", event, atUs, nodes, message: `${calm}, ${what}` }));
}

interface Missing {
  readonly nodes: readonly number[];
  readonly what: string;
}

function membersAmong(up: readonly NodeFacts[]): readonly NodeFacts[] {
  const commitIndex = up.reduce((highest, node) => Math.max(highest, node.commitIndex), 0);
  const foremost = up.find((node) => node.commitIndex === commitIndex);
  return foremost === undefined ? up : up.filter(({ id }) => isMember(foremost.configuration, id));
}

function checkLeader(up: readonly NodeFacts[]): Missing[] {
  const leaders = up.filter((node) => node.leadingTerm > 0);
  if (leaders.length === 0) {
    const stands = up.map(({ id, term, lastIndex }) => `${nodeName(id)} in term ${term} with ${lastIndex} entries`);
    return [{ nodes: idsOf(up), what: `none of ${nodeNames(idsOf(up))} is leader: ${stands.join(", ")}` }];
  }
  if (leaders.length > 1) {
    const claims = leaders.map((node) => `${nodeName(node.id)} of term ${node.leadingTerm}`).join(", ");
    return [{ nodes: idsOf(leaders), what: `there are still several leaders: ${claims}` }];
  }
  const leader = leaders[0]!;
  const astray = up.filter((node) => node.term !== leader.leadingTerm);
  if (astray.length === 0) return [];
  const terms = astray.map((node) => `${nodeName(node.id)} is in term ${node.term}`).join(", ");
  const what = `${nodeName(leader.id)} is leader of term ${leader.leadingTerm}, but ${terms}`;
  return [{ nodes: idsOf([leader, ...astray]), what }];
}

/** Whoever leads leaves a joint configuration that is to be left by itself (dissertation §4.3). */
function checkLeft(up: readonly NodeFacts[]): Missing[] {
  const within = up.find(({ configuration, leadingTerm }) => leadingTerm > 0 && configuration.leavesByItself);
  if (within === undefined) return [];
  const what = `${nodeName(within.id)} leads in a joint configuration that it has not left: `;
  return [{ nodes: [within.id], what: `${what}${configurationPhrase(within.configuration)}` }];
}

/** All nodes that are up have reached the same index. */
function checkConverged(up: readonly NodeFacts[], what: string, indexOf: (node: NodeFacts) => number): Missing[] {
  if (up.every((node) => indexOf(node) === indexOf(up[0]!))) return [];
  const indexes = up.map((node) => `${nodeName(node.id)} ${indexOf(node)}`).join(", ");
  return [{ nodes: idsOf(up), what: `${what} differ: ${indexes}` }];
}

/** Nodes that have reached the same index have the same contents. */
function checkSame(
  up: readonly NodeFacts[],
  what: string,
  indexOf: (node: NodeFacts) => number,
  hashOf: (node: NodeFacts) => number,
): Missing[] {
  for (const node of up) {
    const other = up.find((one) => indexOf(one) === indexOf(node) && hashOf(one) !== hashOf(node));
    if (other === undefined) continue;
    const pair = `${nodeName(node.id)} and ${nodeName(other.id)}`;
    return [{ nodes: idsOf([node, other]), what: `${pair} are both at index ${indexOf(node)}, but ${what} differ` }];
  }
  return [];
}

function idsOf(nodes: readonly NodeFacts[]): number[] {
  return nodes.map((node) => node.id).sort((a, b) => a - b);
}
