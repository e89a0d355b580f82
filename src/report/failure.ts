import type { RunResult } from "../fuzz/result.ts";
import { describeFaults } from "./faults.ts";
import { grouped, virtualSeconds } from "./numbers.ts";
import type { Paint } from "./paint.ts";
import { indented, wrap } from "./wrap.ts";

type Violation = RunResult["violations"][number];

/**
 * A failed run for people, of a seed or a tape: the first violation of each invariant, in the order in which they fell, what was done to the
 * cluster just before, and the command that shows it all again. What follows from one bug is often long: the lab keeps
 * the beginning of it, which is told on demand.
 */
export function describeFailure(
  origin: string,
  { fallen, lastFaults, violations }: RunResult,
  reproduce: string,
  everything: boolean,
  paint: Paint,
  width: number,
): string[] {
  const told = everything ? violations : firstOfEach(violations);
  const lines = [
    paint.red.bold(`FAIL on ${origin}`),
    ...told.flatMap((violation) => describeViolation(violation, "is violated", paint.red, width)),
  ];
  if (told.length < violations.length) {
    const others = `-v tells the ${grouped(violations.length)} that were kept`;
    lines.push(...wrap(`only the first of each invariant is told here; ${others}`, width, "  "));
  }
  if (lastFaults.length > 0) {
    // Liars may have brought something down long before that.
    const when = fallen.length === 0 ? "that" : "anything fell";
    lines.push(`the last faults before ${when}:`, ...describeFaults(lastFaults, width));
  }
  return [...lines, `reproduce: ${paint.bold(reproduce)}`];
}

export function firstOfEach(violations: readonly Violation[]): Violation[] {
  const seen = new Set<string>();
  return violations.filter(({ invariant }) => !seen.has(invariant) && seen.add(invariant));
}

/** What happened to an invariant, and the two facts that contradict each other. */
export function describeViolation(violation: Violation, whatHappened: string, color: Paint, width: number): string[] {
  const { invariant, event, atUs, nodes, message } = violation;
  const who = nodes.length === 0 ? "" : `, ${nodes.length === 1 ? "node" : "nodes"} ${nodes.join(", ")}`;
  const head = `${invariant} ${whatHappened} at event ${grouped(event)}, ${virtualSeconds(atUs)} of virtual time${who}:`;
  return [
    ...wrap(head, width, "  ").map((line) => line.replace(invariant, color(invariant))),
    ...indented(message, width),
  ];
}
