import type { Chronicle, NodeState } from "./chronicle.ts";
import { statesAtEnd } from "./node-state.ts";

/** What the calm expected of nodes, and did not come. */
export interface Laggards {
  readonly nodes: readonly number[];
  /**
   * What they lack: a leader, the term of the leader, entries that are committed or applied elsewhere, entries of the
   * leader, or that they follow it. If it is clients that wait, the leader is who should answer.
   */
  readonly lack: "leader" | "term" | "committed" | "applied" | "entries" | "following" | "answers";
}

/**
 * The nodes because of which the cluster did not come to rest, by how they stand at the end: what the calm asks first
 * is looked at first. Undefined if the violation is none of the calm.
 */
export function laggardsOf(chronicle: Chronicle): Laggards | undefined {
  const { violation } = chronicle;
  if (violation?.invariant !== "liveness") return undefined;
  const all = statesAtEnd(chronicle).filter(({ role }) => role !== "down");
  const concerned = all.filter(({ node }) => violation.nodes.includes(node));
  const leaders = all.filter(({ role }) => role === "leader").sort((one, other) => other.term - one.term);
  const [leader] = leaders;
  const named = (states: readonly NodeState[]) => states.map(({ node }) => node);
  if (concerned.length === 0) return { nodes: named(leader === undefined ? all : [leader]), lack: "answers" };
  if (!concerned.some(({ role }) => role === "leader")) return { nodes: named(concerned), lack: "leader" };
  const astray = concerned.filter(({ term }) => term !== leader!.term);
  if (astray.length > 0) return { nodes: named(astray), lack: "term" };
  const behind = (indexOf: (state: NodeState) => number) =>
    named(concerned.filter((state) => indexOf(state) < Math.max(...concerned.map(indexOf))));
  const uncommitted = behind(({ commitIndex }) => commitIndex);
  if (uncommitted.length > 0) return { nodes: uncommitted, lack: "committed" };
  const unapplied = behind(({ appliedIndex }) => appliedIndex);
  if (unapplied.length > 0) return { nodes: unapplied, lack: "applied" };
  const short = behind(({ lastIndex }) => lastIndex);
  if (short.length > 0) return { nodes: short, lack: "entries" };
  const loose = concerned.filter(({ leader: followed }) => followed !== leader!.node);
  return { nodes: named(loose.length > 0 ? loose : [leader!]), lack: "following" };
}
