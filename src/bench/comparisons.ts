import { grouped } from "../report/numbers.ts";
import { type Campaigns, LONG_SECONDS, SHORT_SECONDS } from "./campaigns.ts";
import type { Cell } from "./cells.ts";
import { type Group, LONG, MIDDLE } from "./measure.ts";
import { median } from "./median.ts";

/** A figure that means the same on a fast and on a slow machine. */
export interface Comparison {
  readonly name: string;
  /** Undefined where this machine cannot tell. */
  readonly value: number | undefined;
  /** What it should be, in words; undefined for what is only told. */
  readonly goal: string | undefined;
  /** Undefined without a goal, or a value. */
  readonly holds: boolean | undefined;
}

/** A short run is mostly compiling. */
const MAX_QUEUE_OPERATIONS_PER_MESSAGE = new Map([
  [MIDDLE, 40],
  [LONG, 12],
]);
const MAX_GROWTH = 1.3;
const MAX_MEGABYTES = 300;
const MIN_SPEEDUP_OF_FOUR = 3;

/** All that can be told from what was measured. */
export function compare(
  groups: readonly Group[],
  cells: readonly Cell[],
  campaigns: readonly Campaigns[],
): Comparison[] {
  const find = (nodes: number, operations: number, checkers: boolean): Cell | undefined =>
    cells.find((cell) => cell.nodes === nodes && cell.operations === operations && cell.checkers === checkers);
  const judged = groups.filter((group) => group.checkers);
  const largest = find(7, MIDDLE, true);
  return [
    ...judged.filter(({ nodes }) => nodes === 7).flatMap((group) => messageCosts(group, cells)),
    ...judged.flatMap(({ nodes }) => growth(nodes, find(nodes, MIDDLE, true), find(nodes, LONG, true))),
    ...judged.flatMap(growthWithin),
    ...judged.flatMap(({ nodes }) => memory(nodes, find(nodes, LONG, true))),
    ...usPerMessageRatio("a message with the checkers / without, 7 nodes", largest, find(7, MIDDLE, false)),
    ...usPerMessageRatio("a message among 7 nodes / among 3, with checkers", largest, find(3, MIDDLE, true)),
    ...speedup(campaigns),
  ];
}

function messageCosts({ nodes, queueNs }: Group, cells: readonly Cell[]): Comparison[] {
  return cells.flatMap(({ checkers, nodes: cellNodes, operations, usPerMessage }) => {
    const most = MAX_QUEUE_OPERATIONS_PER_MESSAGE.get(operations);
    if (most === undefined || !checkers || cellNodes !== nodes) return [];
    const name = `a delivered message of ${grouped(operations)} operations / a queue operation, ${nodes} nodes`;
    return [atMost(most, name, (usPerMessage * 1000) / median(queueNs))];
  });
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

/** What four workers do may be asked of a campaign in which they have compiled what is hot; of a short one it is told. */
function speedup(campaigns: readonly Campaigns[]): Comparison[] {
  const name = (seconds: number): string => `seeds per second of 4 workers / of 1, in ${seconds} s`;
  if (campaigns.length === 0) return [atLeast(MIN_SPEEDUP_OF_FOUR, name(LONG_SECONDS), undefined)];
  return campaigns.map(({ four, one, seconds }) => {
    const value = median(four) / median(one);
    return seconds === SHORT_SECONDS ? told(name(seconds), value) : atLeast(MIN_SPEEDUP_OF_FOUR, name(seconds), value);
  });
}

function atMost(most: number, name: string, value: number): Comparison {
  return { name, value, goal: `at most ${most}`, holds: value <= most };
}

function atLeast(least: number, name: string, value: number | undefined): Comparison {
  return { name, value, goal: `at least ${least}`, holds: value === undefined ? undefined : value >= least };
}

function told(name: string, value: number): Comparison {
  return { name, value, goal: undefined, holds: undefined };
}
