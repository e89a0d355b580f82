import type { AfterGossip } from "../../../invariants/index.ts";
import type { CrdtOperation, CrdtValue } from "../../crdt/index.ts";
import { type HybridCommand, isTyped } from "../../hybrid/index.ts";
import { GossipNode } from "../../sut/index.ts";
import type { History, Operation } from "../../workload/index.ts";
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
 * What clients know of counters and sets, as the first of the members shows them. Only where all nodes are members: what
 * was done on one that is down, or deaf, the others may not have heard of.
 */
export function lostFacts(
  cluster: Cluster,
  members: readonly number[],
  history: History,
): Pick<AfterGossip, "counters" | "missing"> {
  const node = members[0];
  const program = node === undefined ? undefined : cluster.program(node);
  if (!(program instanceof GossipNode) || members.length < cluster.nodes) return { counters: [], missing: [] };
  const valueAt = (key: string): CrdtValue => program.valueOf(key).value;
  const counters = [...boundsIn(history)].map(([key, bounds]) => ({
    key,
    node: node!,
    value: Number(valueAt(key)),
    ...bounds,
  }));
  const missing = additionsIn(history)
    .filter(({ element, key }) => !(valueAt(key) as readonly string[]).includes(element))
    .map(({ element, key }) => ({ key, node: node!, element }));
  return { counters, missing };
}

interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** What clients were told is done counts; what they were never told may count. */
function boundsIn(history: History): Map<string, Bounds> {
  const bounds = new Map<string, Bounds>();
  for (const { key, operation, returned } of operationsIn(history)) {
    if (operation.kind !== "increment" && operation.kind !== "decrement") continue;
    const change = operation.kind === "increment" ? operation.by : -operation.by;
    const { least, most } = bounds.get(key) ?? { least: 0, most: 0 };
    const isDone = returned !== undefined;
    bounds.set(key, {
      least: least + (isDone || change < 0 ? change : 0),
      most: most + (isDone || change > 0 ? change : 0),
    });
  }
  return bounds;
}

interface Addition {
  readonly key: string;
  readonly element: string;
}

/** Those that clients were told are done, and that began when every removal of the element had been answered. */
function additionsIn(history: History): Addition[] {
  const operations = [...operationsIn(history)];
  const removedUntil = new Map<string, number>();
  for (const { key, operation, returned } of operations) {
    if (operation.kind !== "remove") continue;
    const name = `${key} ${operation.element}`;
    removedUntil.set(name, Math.max(removedUntil.get(name) ?? 0, returned?.event ?? Number.MAX_SAFE_INTEGER));
  }
  const kept = new Map<string, Addition>();
  for (const { invokedEvent, key, operation, returned } of operations) {
    if (operation.kind !== "add" || returned === undefined) continue;
    const name = `${key} ${operation.element}`;
    if (invokedEvent > (removedUntil.get(name) ?? 0)) kept.set(name, { key, element: operation.element });
  }
  return [...kept.values()];
}

interface Operated extends Pick<Operation, "invokedEvent" | "returned"> {
  readonly key: string;
  readonly operation: CrdtOperation;
}

/** On typed keys, either way, but those that were never carried out. */
function* operationsIn(history: History): Iterable<Operated> {
  for (const { command, invokedEvent, refused, returned } of history) {
    const asked = command as HybridCommand;
    if (refused || !isTyped(asked) || asked.kind !== "operate") continue;
    yield { key: asked.key, operation: asked.operation, invokedEvent, returned };
  }
}
