import type { RunRecord } from "../fuzz/seed-task.ts";
import { grouped, virtualSeconds } from "./numbers.ts";
import { createPaint, type Paint } from "./paint.ts";

type Violation = RunRecord["result"]["violations"][number];

/**
 * A failed run for people: the first violation of each invariant, in the order in which they fell, and the command that
 * shows it all again. What follows from one bug is often long: the lab keeps the beginning of it, which is told on
 * demand.
 */
export function describeFailure(failure: RunRecord, reproduce: string, everything: boolean, paint: Paint): string[] {
  const { seed, violations } = failure.result;
  const told = everything ? violations : firstOfEach(violations);
  const lines = [
    paint.red.bold(`FAIL on seed ${seed}`),
    ...told.flatMap((violation) => describeViolation(violation, paint)),
  ];
  if (told.length < violations.length) {
    lines.push(
      `only the first of each invariant is told here; -v tells the ${grouped(violations.length)} that were kept`,
    );
  }
  return [...lines, `reproduce: ${paint.bold(reproduce)}`];
}

/** The first violation of each invariant in plain words, for the message of a test; empty if nothing was violated. */
export function describeViolations({ violations }: Pick<RunRecord["result"], "violations">): string {
  const plain = createPaint(false);
  return firstOfEach(violations)
    .flatMap((violation) => describeViolation(violation, plain))
    .join("\n");
}

function firstOfEach(violations: readonly Violation[]): Violation[] {
  const seen = new Set<string>();
  return violations.filter(({ invariant }) => !seen.has(invariant) && seen.add(invariant));
}

function describeViolation(violation: Violation, paint: Paint): string[] {
  const { invariant, event, atUs, nodes, message } = violation;
  const who = nodes.length === 0 ? "" : `, ${nodes.length === 1 ? "node" : "nodes"} ${nodes.join(", ")}`;
  return [
    `${paint.red(invariant)} is violated at event ${grouped(event)}, ${virtualSeconds(atUs)} of virtual time${who}:`,
    `  ${message}`,
  ];
}
