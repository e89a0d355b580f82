export interface BenchOptions {
  /** Leaves out the longest runs, and the ratios that need them. */
  readonly quick: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** Something is wrong with the command line. The message is one line that says what is allowed. */
export class BenchUsageError extends Error {
  override readonly name = "BenchUsageError";
}

export const HELP = `npm run bench -- [flags]

Measures the bare event queue, whole runs of 3, 5 and 7 nodes and campaigns of one worker and of four, and compares
them. It takes about six minutes.

  --quick  leave out the runs of 500,000 operations and the campaigns of 30 seconds
  --json   print one JSON document and nothing else
  --help   print this and do nothing`;

const FLAGS = ["--quick", "--json", "--help"];

/** @throws BenchUsageError */
export function readOptions(argv: readonly string[]): BenchOptions {
  const wrong = argv.find((argument) => !FLAGS.includes(argument));
  if (wrong !== undefined) {
    throw new BenchUsageError(`there is no flag ${JSON.stringify(wrong)}; the flags are ${FLAGS.join(" ")}`);
  }
  return { quick: argv.includes("--quick"), json: argv.includes("--json"), help: argv.includes("--help") };
}
