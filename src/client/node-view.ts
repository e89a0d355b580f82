import { StrangerError } from "./client-error.ts";
import type { Endpoint } from "./endpoint.ts";

/** What a server says of itself and its cluster: the part of its status that a table of nodes shows. */
export interface NodeView {
  readonly id: number;
  readonly role: string;
  readonly term: number;
  /** 0: it knows none. */
  readonly leader: number;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  readonly lastIndex: number;
  /** How far each of the others is, as a leader knows it; empty on all others. */
  readonly peers: readonly PeerView[];
}

export interface PeerView {
  readonly id: number;
  /** Up to here it holds what the leader holds. */
  readonly matchIndex: number;
}

const NUMBERS = ["id", "term", "leader", "commitIndex", "appliedIndex", "lastIndex"] as const;

/** @throws StrangerError if this is no status of a kraft server. */
export function readNodeView(body: object, from: Endpoint): NodeView {
  const { raft } = body as { raft?: Partial<NodeView> };
  const isWhole = raft !== undefined && NUMBERS.every((name) => typeof raft[name] === "number");
  if (!isWhole || typeof raft.role !== "string" || !Array.isArray(raft.peers)) {
    throw new StrangerError(`${from.text} tells a status that is none of a kraft server`);
  }
  const { id, role, term, leader, commitIndex, appliedIndex, lastIndex, peers } = raft as NodeView;
  return { id, role, term, leader, commitIndex, appliedIndex, lastIndex, peers };
}
