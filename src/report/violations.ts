import type { RunResult } from "../fuzz/result.ts";
import { describeViolation, firstOfEach } from "./failure.ts";
import { describeFaults } from "./faults.ts";
import { createPaint } from "./paint.ts";

const WIDTH = 100;
/** Whoever looks for the words of a violation finds them in one line. */
const UNBROKEN = Number.POSITIVE_INFINITY;

/**
 * What is wrong with a result, for the message of a test: the first violation of each invariant in plain words, and
 * what was done to the cluster just before. Empty if nothing was violated.
 */
export function describeViolations({ lastFaults, violations }: RunResult): string {
  if (violations.length === 0) return "";
  const { red } = createPaint(false);
  const told = firstOfEach(violations);
  const lines = told.flatMap((violation) => describeViolation(violation, "is violated", red, UNBROKEN));
  if (lastFaults.length > 0) lines.push("the last faults before that:", ...describeFaults(lastFaults, WIDTH));
  return lines.join("\n");
}
