import type { RunRecord } from "../fuzz/seed-task.ts";
import { counted, grouped, virtualSeconds } from "./numbers.ts";
import type { Paint } from "./paint.ts";

type Violation = RunRecord["result"]["violations"][number];

/**
 * A failed run for people: the first violation of each invariant, in the order in which they fell, and the command that
 * shows it all again. What follows from one bug is often long; it is told on demand.
 */
export function describeFailure(failure: RunRecord, reproduce: string, everything: boolean, paint: Paint): string[] {
  const { seed, violations } = failure.result;
  const told = everything ? violations : firstOfEach(violations);
  const lines = [
    paint.red.bold(`FAIL on seed ${seed}`),
    ...told.flatMap((violation) => describeViolation(violation, paint)),
  ];
  const untold = violations.length - told.length;
  if (untold > 0) lines.push(`and ${counted(untold, "more violation")} of the same; -v tells them all`);
  return [...lines, `reproduce: ${paint.bold(reproduce)}`];
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
