import { ConfigurationError } from "../../server/operations/configuration/index.ts";
import { EXIT } from "../exit-status.ts";

/** All that is wrong with a configuration, a line each; gives the exit status. Throws any other error on. */
export function tellProblems(command: string, error: unknown): number {
  if (!(error instanceof ConfigurationError)) throw error;
  for (const problem of error.problems) process.stderr.write(`${command}: ${problem}\n`);
  return EXIT.usage;
}
