import type { Link } from "../sim/index.ts";
import type { Draws } from "./draws.ts";
import type { Shape } from "./fault.ts";

/** Every shape, in the order of the table of what was exercised. */
export const SHAPES: readonly Shape[] = [
  "halves",
  "one-way",
  "bridge",
  "ring",
  "isolate-one",
  "isolate-leader",
  "leader-in-minority",
  "leader-in-majority",
  "flapping",
];

/**
 * The links that a partition of this shape cuts among the nodes. `leader` is one that leads, if any does; a shape that
 * speaks of the leader takes any node otherwise.
 */
export function linksCutBy(shape: Shape, nodes: readonly number[], leader: number | undefined, draws: Draws): Link[] {
  if (nodes.length < 2) return [];
  const lead = leader ?? draws.among(nodes)!;
  const links = linksOf(shape, nodes, lead, draws);
  // A bridge or a ring of two or three nodes would cut nothing.
  return links.length > 0 ? links : cutOff(nodes, [lead]);
}

/**
 * The nodes that tell best what was cut: the side of it that the first link leaves from. A ring has no sides, and is
 * told by all its nodes in order; a bridge is told by the node that is one, and stands before the side.
 */
export function nodesToName(shape: Shape, links: readonly Link[], nodes: readonly number[]): number[] {
  const [first] = links;
  const senders = [...new Set(links.map(({ from }) => from))];
  if (shape === "ring" && senders.length > 3) return senders;
  const cutFromFirst = links.filter(({ from }) => from === first?.from).map(({ to }) => to);
  const side = senders.filter((node) => !cutFromFirst.includes(node)).sort((one, other) => one - other);
  return shape === "bridge" ? [...nodes.filter((node) => !senders.includes(node)), ...side] : side;
}

function linksOf(shape: Shape, nodes: readonly number[], lead: number, draws: Draws): Link[] {
  const smaller = Math.max(1, Math.floor((nodes.length - 1) / 2));
  switch (shape) {
    case "halves":
      return cutOff(nodes, drawGroup(nodes, draws));
    case "one-way":
      return fromTo(nodes, drawGroup(nodes, draws));
    case "bridge":
      return bridge(nodes, draws);
    case "ring":
      return ring(shuffled(nodes, draws));
    case "isolate-one":
    case "flapping":
      return cutOff(nodes, [draws.among(nodes)!]);
    case "isolate-leader":
      return cutOff(nodes, [lead]);
    case "leader-in-minority":
      return cutOff(nodes, groupAround(lead, nodes, smaller, draws));
    case "leader-in-majority":
      return cutOff(nodes, groupAround(lead, nodes, nodes.length - smaller, draws));
  }
}

/** Both directions between the group and all others. */
export function cutOff(nodes: readonly number[], group: readonly number[]): Link[] {
  const links: Link[] = [];
  for (const { from, to } of fromTo(nodes, group)) links.push({ from, to }, { from: to, to: from });
  return links;
}

/** What the group sends to all others. */
function fromTo(nodes: readonly number[], group: readonly number[]): Link[] {
  const others = nodes.filter((node) => !group.includes(node));
  const links: Link[] = [];
  for (const from of group) for (const to of others) links.push({ from, to });
  return links;
}

/** Any split into two groups that both have members. */
function drawGroup(nodes: readonly number[], draws: Draws): number[] {
  const members = 1 + draws.below(2 ** nodes.length - 2);
  return nodes.filter((_, place) => Math.floor(members / 2 ** place) % 2 === 1);
}

/** Two halves that share one node: it hears all others, and neither half hears the other. */
function bridge(nodes: readonly number[], draws: Draws): Link[] {
  const [, ...others] = shuffled(nodes, draws);
  return cutOff(others, others.slice(0, others.length >> 1));
}

/** Each node hears its two neighbours only. */
function ring(circle: readonly number[]): Link[] {
  return circle.flatMap((from, place) =>
    circle.filter((_, other) => !areNeighbours(place, other, circle.length)).map((to) => ({ from, to })),
  );
}

function areNeighbours(one: number, other: number, count: number): boolean {
  const distance = Math.abs(one - other);
  return distance <= 1 || distance === count - 1;
}

function groupAround(lead: number, nodes: readonly number[], size: number, draws: Draws): number[] {
  const others = nodes.filter((node) => node !== lead);
  return [lead, ...shuffled(others, draws).slice(0, size - 1)];
}

function shuffled(nodes: readonly number[], draws: Draws): number[] {
  const order = [...nodes];
  for (let last = order.length - 1; last > 0; last--) {
    const other = draws.below(last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
