import type { StrategyName } from "../../fuzz/strategies/strategy-name.ts";
import { type Column, renderTable } from "../../report/table.ts";
import { type Cell, secondsOf, seedsOf } from "./hunt-cost.ts";
import { bootstrap, type Interval, middleOf } from "./interval.ts";

/** What every strategy is measured by. */
export const YARDSTICK: StrategyName = "random";

const COLUMNS: readonly Column[] = [
  { title: "mutant", align: "left" },
  { title: "strategy", align: "left" },
  { title: "killed", align: "right" },
  { title: "median seeds (95 %)", align: "right" },
  { title: "median CPU s (95 %)", align: "right" },
];

const medianOf = ([values]: readonly (readonly number[])[]): number => middleOf(values!);

/** Seeds and CPU seconds to kill, the medians with their intervals; then how strategies compare with the yardstick. */
export function strategyTable(cells: readonly Cell[]): string {
  const rows = cells.map((cell) => {
    const { hunts, mutant, strategy } = cell;
    const seeds = bootstrap([hunts.map(seedsOf)], medianOf);
    const seconds = bootstrap([hunts.map(secondsOf)], medianOf);
    const killed = hunts.filter(({ isKilled }) => isKilled).length;
    const limit = cell.limitSeconds;
    return [mutant, strategy, `${killed}/${hunts.length}`, shown(seeds, 0), shown(seconds, 2, limit)];
  });
  return [...renderTable(COLUMNS, rows, Number.MAX_SAFE_INTEGER), "", ...ratioLines(cells)].join("\n");
}

/** For each strategy but the yardstick. */
export function ratioLines(cells: readonly Cell[]): string[] {
  const strategies = [...new Set(cells.map(({ strategy }) => strategy))].filter((one) => one !== YARDSTICK);
  return strategies.map((strategy) => {
    const pairs = cells.flatMap((cell) => {
      const other = cells.find((one) => one.strategy === YARDSTICK && one.mutant === cell.mutant);
      return cell.strategy === strategy && other !== undefined ? [{ cell, other }] : [];
    });
    if (pairs.length === 0) return `${strategy}: ${YARDSTICK} was not measured`;
    const samples = pairs.flatMap(({ cell, other }) => [cell.hunts.map(secondsOf), other.hunts.map(secondsOf)]);
    const limit = pairs[0]!.cell.limitSeconds;
    const ratio = bootstrap(samples, (of) => medianRatio(of, limit));
    return `${strategy} / ${YARDSTICK}, CPU seconds, median of ${pairs.length} ratios: ${shown(ratio, 2)}`;
  });
}

/** Of samples in pairs. What was given up counts as what it was given, on both sides. */
function medianRatio(samples: readonly (readonly number[])[], limitSeconds: number): number {
  const ratios: number[] = [];
  for (let place = 0; place < samples.length; place += 2) {
    const [own, yardstick] = [middleOf(samples[place]!), middleOf(samples[place + 1]!)];
    ratios.push(Math.min(own, limitSeconds) / Math.min(yardstick, limitSeconds));
  }
  return middleOf(ratios);
}

function shown({ high, low, value }: Interval, digits: number, limit?: number): string {
  const text = (number: number): string => {
    if (Number.isFinite(number)) return number.toFixed(digits);
    return limit === undefined ? "-" : `>${limit}`;
  };
  return `${text(value)} (${text(low)} to ${text(high)})`;
}
