import type { AfterGossip } from "../../../invariants/index.ts";
import { type HybridCommand, isTyped } from "../../hybrid/index.ts";
import { GossipNode } from "../../sut/index.ts";
import type { History } from "../../workload/index.ts";
import type { Cluster } from "../cluster.ts";

/** Nodes that gossip among these, with a hash of what each would answer by gossip; none if nodes do not gossip. */
export function gossipHashes(cluster: Cluster, members: readonly number[]): AfterGossip["nodes"] {
  return members.flatMap((id) => {
    const program = cluster.program(id);
    return program instanceof GossipNode ? [{ id, hash: program.gossipHash }] : [];
  });
}

/** All these nodes would answer alike. */
export function doAnswerAlike(nodes: AfterGossip["nodes"]): boolean {
  return nodes.every(({ hash }) => hash === nodes[0]!.hash);
}

/**
 * Every counter that clients know, as the first of the members shows it. Only where all nodes are members: what was done
 * on one that is down, or deaf, the others may not have heard of.
 */
export function counterFacts(cluster: Cluster, members: readonly number[], history: History): AfterGossip["counters"] {
  const node = members[0];
  const program = node === undefined ? undefined : cluster.program(node);
  if (!(program instanceof GossipNode) || members.length < cluster.nodes) return [];
  return [...boundsIn(history)].map(([key, { least, most }]) => {
    const { value } = program.valueOf(key);
    return { key, node: node!, value: Number(value), least, most };
  });
}

/** What clients were told is done counts; what they were never told may count. */
function boundsIn(history: History): Map<string, { least: number; most: number }> {
  const bounds = new Map<string, { least: number; most: number }>();
  for (const { command, refused, returned } of history) {
    const asked = command as HybridCommand;
    if (refused || !isTyped(asked) || asked.kind !== "operate") continue;
    const { operation } = asked;
    if (operation.kind !== "increment" && operation.kind !== "decrement") continue;
    const change = operation.kind === "increment" ? operation.by : -operation.by;
    const bound = bounds.get(asked.key) ?? { least: 0, most: 0 };
    const isDone = returned !== undefined;
    bounds.set(asked.key, {
      least: bound.least + (isDone || change < 0 ? change : 0),
      most: bound.most + (isDone || change > 0 ? change : 0),
    });
  }
  return bounds;
}
