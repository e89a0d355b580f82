import { join } from "node:path";

/**
 * The data of other projects: a folder that the environment names. Where it is not named the tests of it are skipped, and
 * their title says what is missing.
 */
export const { KRAFT_CONFORMANCE: CONFORMANCE } = process.env;

export function conformanceFolder(...path: readonly string[]): string {
  return join(CONFORMANCE ?? "", ...path);
}

/** For the title of tests that may be skipped. */
export const NEEDS = CONFORMANCE === undefined ? " (skipped: KRAFT_CONFORMANCE names no folder)" : "";
