import type { Cell } from "./cells.ts";
import { type Group, LONG, MIDDLE } from "./measure.ts";
import { median } from "./median.ts";

/** A figure that means the same on a fast and on a slow machine. */
export interface Comparison {
  readonly name: string;
  readonly value: number;
  /** The most it should be; undefined for what is only told. */
  readonly goal: number | undefined;
  /** Undefined without a goal. */
  readonly holds: boolean | undefined;
}

const MAX_QUEUE_OPERATIONS_PER_MESSAGE = 40;
const MAX_GROWTH = 1.3;
const MAX_MEGABYTES = 300;

/** All that can be told from what was measured. */
export function compare(groups: readonly Group[], cells: readonly Cell[]): Comparison[] {
  const find = (nodes: number, operations: number, checkers: boolean): Cell | undefined =>
    cells.find((cell) => cell.nodes === nodes && cell.operations === operations && cell.checkers === checkers);
  const judged = groups.filter((group) => group.checkers);
  const largest = find(7, MIDDLE, true);
  return [
    ...judged.filter(({ nodes }) => nodes === 7).flatMap((group) => messageCost(group, largest)),
    ...judged.flatMap(({ nodes }) => growth(nodes, find(nodes, MIDDLE, true), find(nodes, LONG, true))),
    ...judged.flatMap(growthWithin),
    ...judged.flatMap(({ nodes }) => memory(nodes, find(nodes, LONG, true))),
    ...usPerMessageRatio("a message with the checkers / without, 7 nodes", largest, find(7, MIDDLE, false)),
    ...usPerMessageRatio("a message among 7 nodes / among 3, with checkers", largest, find(3, MIDDLE, true)),
  ];
}

function messageCost({ queueNs }: Group, cell: Cell | undefined): Comparison[] {
  if (cell === undefined) return [];
  const value = (cell.usPerMessage * 1000) / median(queueNs);
  return [atMost(MAX_QUEUE_OPERATIONS_PER_MESSAGE, "a delivered message / a queue operation, 7 nodes", value)];
}

function growth(nodes: number, middle: Cell | undefined, long: Cell | undefined): Comparison[] {
  if (middle === undefined || long === undefined) return [];
  const value = long.usPerOperation / middle.usPerOperation;
  return [atMost(MAX_GROWTH, `an operation of 500,000 / of 50,000, ${nodes} nodes`, value)];
}

/**
 * A short run is slow because its code is still being compiled, which hides growth. Within a long run nothing hides it:
 * the last fifth of the operations, without the calm after them, against the second.
 */
function growthWithin({ nodes, runs }: Group): Comparison[] {
  return runs
    .filter((run) => run.operations === LONG)
    .map(({ partEndsMs, runMs }) => {
      const secondMs = partEndsMs[1]! - partEndsMs[0]!;
      const lastMs = (partEndsMs[4] ?? runMs) - partEndsMs[3]!;
      return told(`the last fifth of 500,000 operations / the second, ${nodes} nodes`, lastMs / secondMs);
    });
}

function memory(nodes: number, long: Cell | undefined): Comparison[] {
  if (long === undefined) return [];
  return [atMost(MAX_MEGABYTES, `peak memory of 500,000 operations in MB, ${nodes} nodes`, long.peakMegabytes)];
}

function usPerMessageRatio(name: string, one: Cell | undefined, other: Cell | undefined): Comparison[] {
  return one === undefined || other === undefined ? [] : [told(name, one.usPerMessage / other.usPerMessage)];
}

function atMost(goal: number, name: string, value: number): Comparison {
  return { name, value, goal, holds: value <= goal };
}

function told(name: string, value: number): Comparison {
  return { name, value, goal: undefined, holds: undefined };
}
