import type { Judge } from "../../invariants/index.ts";
import { nodesThat, nodesUp } from "../chaos/index.ts";
import type { SessionCounts } from "../machine/index.ts";
import type { World } from "../sim/index.ts";
import type { NodeProgram, Order, RaftView } from "../sut/index.ts";
import type { Client, HowToRead } from "../workload/index.ts";

export { nodesDown, nodesUp } from "../chaos/index.ts";

/** A world in which nodes run the core, clients ask them, and a judge watches. */
export type Cluster = World<Judge>;

/** Undefined while the node is down. */
export function viewOf(cluster: Cluster, node: number): RaftView | undefined {
  return (cluster.program(node) as NodeProgram | undefined)?.view;
}

export function clientOf(cluster: Cluster, id: number): Client<Judge> {
  return cluster.program(id) as Client<Judge>;
}

/** The nodes that believe they lead. */
export function leadersOf(cluster: Cluster): number[] {
  return nodesThat(cluster, (id) => viewOf(cluster, id)?.role === "leader");
}

export function clientIds(cluster: Cluster): number[] {
  return Array.from({ length: cluster.clients }, (_, place) => clientId(cluster, place));
}

/** The client at this place, from 0: clients come after the nodes. */
export function clientId({ nodes }: Cluster, place: number): number {
  return nodes + 1 + place;
}

/** What became of clients' sessions, as the running node that has applied the most has it; none if no node runs. */
export function sessionCounts(cluster: Cluster): Readonly<SessionCounts> {
  let furthest: NodeProgram | undefined;
  for (const id of nodesUp(cluster)) {
    const node = cluster.program(id) as NodeProgram;
    if (furthest === undefined || node.view.appliedIndex > furthest.view.appliedIndex) furthest = node;
  }
  return furthest?.sessionCounts ?? { registered: 0, expired: 0, crowdedOut: 0 };
}

/** Clients that still wait for an answer. */
export function waitingClients(cluster: Cluster): number[] {
  return clientIds(cluster).filter((id) => !clientOf(cluster, id).idle);
}

/** No client waits. */
export function hasAnsweredAll(cluster: Cluster): boolean {
  return waitingClients(cluster).length === 0;
}

/** What a node counts when it refuses an order begins with this, and goes on with the reason. */
const REFUSED = "refused: ";

/** Asks something of a node that is listening. Why it refused, in the words of the core; undefined if it did not. */
export function instruct(cluster: Cluster, node: number, order: Order): string | undefined {
  const before = new Map(cluster.tallies);
  (cluster.program(node) as NodeProgram).order(cluster.process(node), order);
  for (const [name, count] of cluster.tallies) {
    if (name.startsWith(REFUSED) && count !== before.get(name)) return name.slice(REFUSED.length);
  }
  return undefined;
}

/** Hands a client one more command: this one, or one of its own choice. */
export function submitTo(cluster: Cluster, client: number, command?: unknown, how?: HowToRead): void {
  clientOf(cluster, client).submit(cluster.process(client), command, how);
}
