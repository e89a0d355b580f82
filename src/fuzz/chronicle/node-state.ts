import type { NodeImage, RaftView } from "../../sut/index.ts";
import { type Cluster, viewOf } from "../cluster.ts";
import type { Chronicle, NodeState } from "./chronicle.ts";

/** The node as it is now: the same value as before if nothing about it is different. */
export function stateAfter(before: NodeState | undefined, cluster: Cluster, node: number): NodeState {
  const view = viewOf(cluster, node);
  if (view === undefined) return before?.role === "down" ? before : stateOnDisk(before, cluster, node);
  const isPaused = cluster.isPaused(node);
  return before !== undefined && isAsBefore(before, view, isPaused) ? before : stateOf(view, isPaused);
}

function stateOf(view: RaftView, isPaused: boolean): NodeState {
  const { appliedIndex, baseIndex, commitIndex, configuration, durableIndex, id, lastIndex, leader, term } = view;
  return {
    node: id,
    role: roleOf(view),
    isPaused,
    term,
    votedFor: view.votedFor,
    leader,
    lastIndex,
    durableIndex,
    commitIndex,
    appliedIndex,
    baseIndex,
    members: describeMembers(configuration),
  };
}

/** What is on the disk does not tell what is committed, beyond what the snapshot holds. */
function stateOnDisk(before: NodeState | undefined, cluster: Cluster, node: number): NodeState {
  const { baseIndex, lastIndex, snapshotIndex, term, votedFor } = cluster.process(node).image as NodeImage;
  return {
    node,
    role: "down",
    isPaused: false,
    term,
    votedFor,
    leader: 0,
    lastIndex,
    durableIndex: lastIndex,
    commitIndex: snapshotIndex,
    appliedIndex: snapshotIndex,
    baseIndex,
    members: before?.members ?? "",
  };
}

/** Who belongs to the cluster is looked at only where something that could change it has changed. */
function isAsBefore(before: NodeState, view: RaftView, isPaused: boolean): boolean {
  return (
    before.isPaused === isPaused &&
    before.term === view.term &&
    before.votedFor === view.votedFor &&
    before.leader === view.leader &&
    before.lastIndex === view.lastIndex &&
    before.durableIndex === view.durableIndex &&
    before.commitIndex === view.commitIndex &&
    before.appliedIndex === view.appliedIndex &&
    before.baseIndex === view.baseIndex &&
    before.role === roleOf(view)
  );
}

function roleOf({ configuration, id, role }: RaftView): NodeState["role"] {
  return role === "follower" && configuration.learners.includes(id) ? "learner" : role;
}

function describeMembers({ learners, outgoing, voters }: RaftView["configuration"]): string {
  const voting = outgoing.length === 0 ? voters.join(" ") : `${outgoing.join(" ")} | ${voters.join(" ")}`;
  return learners.length === 0 ? voting : `${voting} + ${learners.join(" ")}`;
}

/** How the nodes stand at the end of a chronicle, in their order. */
export function statesAtEnd({ steps }: Pick<Chronicle, "steps">): NodeState[] {
  const last: NodeState[] = [];
  for (const { states } of steps) for (const state of states) last[state.node] = state;
  return last.filter((state) => state !== undefined);
}
