import { StrangerError } from "./client-error.ts";
import type { Endpoint } from "./endpoint.ts";

/** What a server says of itself: the part of its status that a table of nodes shows. */
export interface NodeView {
  readonly id: number;
  readonly role: string;
  /** False: it was removed, or is not added yet. */
  readonly isMember: boolean;
  readonly term: number;
  /** 0: it knows none. */
  readonly leader: number;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  readonly keys: number;
}

const NUMBERS = ["id", "term", "commitIndex", "appliedIndex", "keys"] as const;

/** @throws StrangerError if this is no status of a kraft server. */
export function readNodeView(body: object, from: Endpoint): NodeView {
  const status = body as Omit<NodeView, "leader"> & { leader?: { id?: unknown } | null };
  const leader = status.leader === null ? 0 : status.leader?.id;
  const isWhole = NUMBERS.every((name) => typeof status[name] === "number") && typeof status.role === "string";
  if (!isWhole || typeof leader !== "number" || typeof status.isMember !== "boolean") throw stranger(from);
  const { id, role, isMember, term, commitIndex, appliedIndex, keys } = status;
  return { id, role, isMember, term, leader, commitIndex, appliedIndex, keys };
}

/**
 * How many entries of the leader's log each member does not have yet, as far as the leader that was asked knows. Empty
 * if it does not lead.
 *
 * @throws StrangerError
 */
export function readLags(body: object, from: Endpoint): Map<number, number> {
  const { nodes } = body as { nodes?: unknown };
  if (!Array.isArray(nodes)) throw stranger(from);
  const members = nodes as { id: number; lag: number | null }[];
  return new Map(members.flatMap(({ id, lag }) => (lag === null ? [] : [[id, lag] as const])));
}

function stranger(from: Endpoint): StrangerError {
  return new StrangerError(`${from.text} tells what no kraft server would`);
}
