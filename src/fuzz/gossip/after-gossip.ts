import type { AfterGossip } from "../../../invariants/index.ts";
import type { CrdtOperation, CrdtValue } from "../../crdt/index.ts";
import { type HybridCommand, isTyped } from "../../hybrid/index.ts";
import { GossipNode } from "../../sut/index.ts";
import type { History, Operation } from "../../workload/index.ts";
import type { Cluster } from "../cluster.ts";
import { wrongAnswersOf } from "./wrong-answers.ts";

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
): Pick<AfterGossip, "counters" | "missing" | "surplus" | "wrong"> {
  const node = members[0];
  const program = node === undefined ? undefined : cluster.program(node);
  if (!(program instanceof GossipNode) || members.length < cluster.nodes) {
    return { counters: [], missing: [], surplus: [], wrong: [] };
  }
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
  const surplus = [...removalsIn(history).values()]
    .filter(({ element, key }) => (valueAt(key) as readonly string[]).includes(element))
    .map(({ element, key }) => ({ key, node: node!, element }));
  const wrong = members.flatMap((id) => wrongAnswersOf(id, cluster.program(id) as GossipNode, history));
  return { counters, missing, surplus, wrong };
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

/**
 * Elements whose additions all went through the log and were answered before a removal went there too: it has seen them
 * all. By gossip nobody knows who had heard what.
 */
function removalsIn(history: History): Map<string, Addition> {
  const removed = new Map<string, Addition>();
  const addedUntil = new Map<string, number>();
  const operations = [...operationsIn(history)];
  for (const { isLogged, key, operation, returned } of operations) {
    if (operation.kind !== "add") continue;
    const name = `${key} ${operation.element}`;
    const until = isLogged && returned !== undefined ? returned.event : Number.MAX_SAFE_INTEGER;
    addedUntil.set(name, Math.max(addedUntil.get(name) ?? 0, until));
  }
  for (const { invokedEvent, isLogged, key, operation, returned } of operations) {
    if (operation.kind !== "remove" || !isLogged || returned === undefined) continue;
    const name = `${key} ${operation.element}`;
    if (invokedEvent > (addedUntil.get(name) ?? 0)) removed.set(name, { key, element: operation.element });
  }
  return removed;
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
  readonly isLogged: boolean;
}

/** On typed keys, either way, but those that were never carried out. */
function* operationsIn(history: History): Iterable<Operated> {
  for (const { command, invokedEvent, refused, returned } of history) {
    const asked = command as HybridCommand;
    if (refused || !isTyped(asked) || asked.kind !== "operate") continue;
    yield { key: asked.key, operation: asked.operation, isLogged: asked.way === "log", invokedEvent, returned };
  }
}
