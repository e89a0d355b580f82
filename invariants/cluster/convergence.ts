import type { Violation } from "../observation.ts";
import { hashPhrase, nodeName, nodeNames } from "../words.ts";

/** What nodes answer by gossip when the calm is over, and nobody has asked for anything lately. */
export interface AfterGossip {
  readonly event: number;
  readonly atUs: number;
  /** How long they have gossiped since faults stopped. */
  readonly gossipUs: number;
  /** The members that are up, each with a hash of all that it would answer. */
  readonly nodes: readonly { readonly id: number; readonly hash: number }[];
  /** Counters that have lost what was answered, or count what nobody asked for. */
  readonly counters: readonly CounterFacts[];
  /** Sets that lack what must be in them. */
  readonly missing: readonly MissingElement[];
}

/** A counter as a member shows it, and what clients know of it. */
export interface CounterFacts {
  readonly key: string;
  readonly node: number;
  readonly value: number;
  /** The least and the most that it can be, for operations that were never answered may have been carried out or not. */
  readonly least: number;
  readonly most: number;
}

/** A client was told that it is added, and nobody who can have seen it asked for its removal. */
export interface MissingElement {
  readonly key: string;
  readonly node: number;
  readonly element: string;
}

/**
 * Once faults stop, nodes that gossip come to answer alike (strong eventual consistency: Shapiro et al., 2011), and
 * nothing is lost that a client was told is done.
 */
export function checkConvergence({ atUs, counters, event, gossipUs, missing, nodes }: AfterGossip): Violation[] {
  const found: { nodes: readonly number[]; what: string }[] = [];
  const [first] = nodes;
  const others = nodes.filter(({ hash }) => hash !== first!.hash).map(({ id }) => id);
  if (first !== undefined && others.length > 0) {
    const alike = nodes.filter(({ hash }) => hash === first.hash).map(({ id }) => id);
    const what = `${nodeNames(alike)} would answer ${hashPhrase(first.hash)} by gossip, and ${nodeNames(others)} otherwise`;
    found.push({ nodes: [first.id, ...others], what });
  }
  for (const { key, least, most, node, value } of counters) {
    if (value >= least && value <= most) continue;
    const bounds = `what clients were told comes to ${least} at least and ${most} at most`;
    found.push({ nodes: [node], what: `${nodeName(node)} shows ${key} as ${value}, but ${bounds}` });
  }
  for (const { element, key, node } of missing) {
    const what = `${nodeName(node)} lacks ${element} in ${key}, which a client was told is there, and nobody removed since`;
    found.push({ nodes: [node], what });
  }
  const calm = `after ${Math.floor(gossipUs / 1000)} ms of gossip without faults`;
  return found.map(({ nodes: concerned, what }) => ({
    invariant: "convergence",
    event,
    atUs,
    nodes: [...concerned].sort((one, other) => one - other),
    message: `${calm}, ${what}`,
  }));
}
