import type { RunRecord } from "../fuzz/seed-task.ts";
import { grouped, virtualSeconds } from "./numbers.ts";
import type { Paint } from "./paint.ts";

type Violation = RunRecord["result"]["violations"][number];

/** A failed run for people: what was violated, when and by whom, and the command that shows it again. */
export function describeFailure(failure: RunRecord, reproduce: string, paint: Paint): string[] {
  const { seed, violations } = failure.result;
  return [
    paint.red.bold(`FAIL on seed ${seed}`),
    ...violations.flatMap((violation) => describeViolation(violation, paint)),
    `reproduce: ${paint.bold(reproduce)}`,
  ];
}

function describeViolation(violation: Violation, paint: Paint): string[] {
  const { invariant, event, atUs, nodes, message } = violation;
  const who = nodes.length === 0 ? "" : `, ${nodes.length === 1 ? "node" : "nodes"} ${nodes.join(", ")}`;
  return [
    `${paint.red(invariant)} is violated at event ${grouped(event)}, ${virtualSeconds(atUs)} of virtual time${who}:`,
    `  ${message}`,
  ];
}
