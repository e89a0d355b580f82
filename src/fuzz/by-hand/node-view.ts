import type { NodeProgram, RaftView } from "../../sut/index.ts";
import { type Cluster, viewOf } from "../cluster.ts";

/** A node as it is now. A plain value: it does not change with the node. */
export interface NodeView {
  readonly id: number;
  readonly isUp: boolean;
  readonly isPaused: boolean;
  readonly role: RaftView["role"] | "down";
  /** From here on all are 0 or empty while it is down. */
  readonly term: number;
  /** The node that it follows, or itself; 0 if it knows of none. */
  readonly leader: number;
  readonly lastIndex: number;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  /** Who votes in the configuration that is in force on it; in a joint one, by the new half of it and by the old. */
  readonly voters: readonly number[];
  readonly outgoing: readonly number[];
  /** Who is sent the log and does not vote. */
  readonly learners: readonly number[];
  /** Stands for the state of its machine: machines in equal states have equal ones. */
  readonly stateHash: number;
}

export function lookAt(cluster: Cluster, id: number): NodeView {
  const view = viewOf(cluster, id);
  return {
    id,
    isUp: view !== undefined,
    isPaused: cluster.isPaused(id),
    role: view?.role ?? "down",
    term: view?.term ?? 0,
    leader: view?.leader ?? 0,
    lastIndex: view?.lastIndex ?? 0,
    commitIndex: view?.commitIndex ?? 0,
    appliedIndex: view?.appliedIndex ?? 0,
    voters: view?.configuration.voters.slice() ?? [],
    outgoing: view?.configuration.outgoing.slice() ?? [],
    learners: view?.configuration.learners.slice() ?? [],
    stateHash: (cluster.program(id) as NodeProgram | undefined)?.stateHash ?? 0,
  };
}
