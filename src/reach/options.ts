/** Something is wrong with the command line. The message is one line that says what is allowed. */
export class ReachUsageError extends Error {
  override readonly name = "ReachUsageError";
}

export const HELP = `npm run coverage:fuzz

Runs campaigns, and no tests, and prints which share of the lines and branches of
src/raft they reach. It takes some minutes. The exit status is 1 if that is less
than 98 % of the lines or 95 % of the branches, if a run fails, or if
corpus/unreached.yaml does not defend what is not reached, or defends what is.

  --help  print this and do nothing`;

/** Whether help is asked for. @throws ReachUsageError */
export function asksForHelp(argv: readonly string[]): boolean {
  const wrong = argv.find((argument) => argument !== "--help");
  if (wrong === undefined) return argv.length > 0;
  throw new ReachUsageError(`there is no flag ${JSON.stringify(wrong)}; the only one is --help`);
}
