/** `npm run strategies`: how long each strategy takes to kill the hard mutants. It reports and never judges. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { KeptFileError } from "../../fuzz/kept-file.ts";
import { PACKAGE_ROOT } from "../../fuzz/package-root.ts";
import { CAMPAIGN_STRATEGY_NAMES } from "../../fuzz/strategies/strategy-name.ts";
import { HARD_MUTANTS } from "./hard-mutants.ts";
import type { Cell, CellOrder, HuntCost } from "./hunt-cost.ts";
import { KeptCells } from "./kept-cells.ts";
import { HELP, readOptions, type StrategiesOptions, StrategiesUsageError } from "./options.ts";
import { strategyTable } from "./strategy-table.ts";

const USAGE_STATUS = 2;
const CELL = join(PACKAGE_ROOT, "dist/src/bench/strategies/cell.js");
const execute = promisify(execFile);

try {
  const options = readOptions(process.argv.slice(2));
  process.stdout.write(`${options.help ? HELP : await compare(options)}\n`);
} catch (error) {
  if (!(error instanceof StrategiesUsageError || error instanceof KeptFileError)) throw error;
  process.stderr.write(`kraft-strategies: ${error.message}\n`);
  process.exitCode = USAGE_STATUS;
}

async function compare(options: StrategiesOptions): Promise<string> {
  const { limitSeconds, repetitions } = options;
  const mutants = options.mutants.length > 0 ? options.mutants : HARD_MUTANTS;
  const strategies = options.strategies.length > 0 ? options.strategies : CAMPAIGN_STRATEGY_NAMES;
  const orders = mutants.flatMap((mutant) =>
    strategies.map((strategy): CellOrder => ({ mutant, strategy, repetitions, limitSeconds })),
  );
  const cells = await measureAll(orders, options.workers, new KeptCells(options.resume));
  return options.json
    ? JSON.stringify({ tool: "kraft-strategies", node: process.version, cells })
    : strategyTable(cells);
}

/** So many processes at a time, each with one cell that is not kept yet. */
async function measureAll(orders: readonly CellOrder[], workers: number, kept: KeptCells): Promise<Cell[]> {
  const missing = orders.filter((order) => kept.find(order) === undefined);
  let done = orders.length - missing.length;
  const work = async (): Promise<void> => {
    for (let order = missing.shift(); order !== undefined; order = missing.shift()) {
      const cell = await measure(order);
      kept.add(cell);
      const killed = cell.hunts.filter(({ isKilled }) => isKilled).length;
      const hunts = `${killed} of ${cell.hunts.length} killed`;
      process.stderr.write(`${++done} of ${orders.length}: ${cell.mutant} by ${cell.strategy}, ${hunts}\n`);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return orders.map((order) => kept.find(order)!);
}

async function measure(order: CellOrder): Promise<Cell> {
  const { stdout } = await execute(process.execPath, [CELL, JSON.stringify(order)]);
  return { ...order, hunts: JSON.parse(stdout) as HuntCost[] };
}
