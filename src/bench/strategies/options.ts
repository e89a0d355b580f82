import { parseArgs } from "node:util";
import { catalogueIds } from "../../fuzz/mutants/mutant.ts";
import { CAMPAIGN_STRATEGY_NAMES, type CampaignStrategy } from "../../fuzz/strategies/strategy-name.ts";

export interface StrategiesOptions {
  /** None: the hard dozen. */
  readonly mutants: readonly string[];
  /** None: all. */
  readonly strategies: readonly CampaignStrategy[];
  readonly repetitions: number;
  /** Of CPU time, for each hunt. */
  readonly limitSeconds: number;
  readonly workers: number;
  /** The file that keeps what is measured. */
  readonly resume: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

/** Something is wrong with the command line. The message is one line that says what is allowed. */
export class StrategiesUsageError extends Error {
  override readonly name = "StrategiesUsageError";
}

export const HELP = `npm run strategies -- [flags] [MUTANT...]

Measures how many seeds and CPU seconds each strategy takes to kill each of twelve hard mutants, or of those named.

  --strategy NAME     only this one; may be given several times
  --repetitions N     hunts of each mutant by each strategy, 1 to 1000 (20)
  --limit S           CPU seconds until a hunt is given up, 1 to 3600 (60)
  --workers N         hunts at the same time, 1 to 64 (1)
  --resume FILE       keep in this file what is measured, and do not measure again what is in it
  --json              print every hunt, as one JSON document
  --help              print this and do nothing`;

const FLAGS = {
  strategy: { type: "string", multiple: true },
  repetitions: { type: "string" },
  limit: { type: "string" },
  workers: { type: "string" },
  resume: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** @throws StrategiesUsageError */
export function readOptions(argv: readonly string[]): StrategiesOptions {
  const { positionals, values } = parse(argv);
  const strangers = positionals.filter((id) => !catalogueIds().includes(id));
  if (strangers.length > 0) throw new StrategiesUsageError(`there is no mutant ${JSON.stringify(strangers[0])}`);
  return {
    mutants: positionals,
    strategies: (values.strategy ?? []).map(strategyNamed),
    repetitions: wholeNumber("--repetitions", values.repetitions, 20, 1_000),
    limitSeconds: wholeNumber("--limit", values.limit, 60, 3_600),
    workers: wholeNumber("--workers", values.workers, 1, 64),
    resume: values.resume,
    json: values.json === true,
    help: values.help === true,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, allowPositionals: true });
  } catch (error) {
    throw new StrategiesUsageError((error as Error).message.split("\n")[0]!);
  }
}

function strategyNamed(typed: string): CampaignStrategy {
  const found = CAMPAIGN_STRATEGY_NAMES.find((name) => name === typed);
  if (found !== undefined) return found;
  throw new StrategiesUsageError(
    `--strategy takes one of ${CAMPAIGN_STRATEGY_NAMES.join(", ")}, not ${JSON.stringify(typed)}`,
  );
}

function wholeNumber(flag: string, typed: string | undefined, usual: number, most: number): number {
  const value = typed === undefined ? usual : /^\d{1,6}$/.test(typed) ? Number(typed) : 0;
  if (value >= 1 && value <= most) return value;
  throw new StrategiesUsageError(`${flag} takes a whole number from 1 to ${most}, not ${JSON.stringify(typed)}`);
}
