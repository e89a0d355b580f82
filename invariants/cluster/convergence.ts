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
  readonly missing: readonly ElementFacts[];
  /** Sets that show what a removal has taken away. */
  readonly surplus: readonly ElementFacts[];
  /** What nodes would answer now, and must not. */
  readonly wrong: readonly WrongAnswer[];
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

/**
 * Missing: a client was told that it is added, and nobody who can have seen it asked for its removal. Surplus: a client
 * was told of a removal that saw all its additions.
 */
export interface ElementFacts {
  readonly key: string;
  readonly node: number;
  readonly element: string;
}

/** What a node would answer after operations while nothing else is going on, and what it had to. All in words. */
export interface WrongAnswer {
  readonly key: string;
  readonly node: number;
  readonly operations: string;
  readonly expected: string;
  readonly shown: string;
}

/**
 * Once faults stop, nodes that gossip come to answer alike (strong eventual consistency: Shapiro et al., 2011), and
 * nothing is lost that a client was told is done. What is done then builds on all that was done before.
 */
export function checkConvergence({
  atUs,
  counters,
  event,
  gossipUs,
  missing,
  nodes,
  surplus,
  wrong,
}: AfterGossip): Violation[] {
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
  for (const { element, key, node } of surplus) {
    const what = `${nodeName(node)} shows ${element} in ${key}, and a client was told that all its additions are removed`;
    found.push({ nodes: [node], what });
  }
  for (const { expected, key, node, operations, shown } of wrong) {
    const what = `${nodeName(node)} would show ${key} as ${shown} after ${operations}, and not as ${expected}`;
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
