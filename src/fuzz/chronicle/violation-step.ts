import { eventsNamedIn } from "../../../invariants/index.ts";
import type { Violation } from "../../../invariants/observation.ts";
import type { Step } from "./chronicle.ts";

/**
 * Whether a leader may append a configuration shows only when its event is over: it is found wrong after the next one,
 * and names its own.
 */
const FOUND_LATER = { invariant: "one-change-at-a-time", fact: "configurationAppended" };

/** The step in which it broke: the last one, or that which the violation names as the one. */
export function stepOfViolation(steps: readonly Step[], violation: Violation | undefined): number {
  const last = steps.length - 1;
  if (violation?.invariant !== FOUND_LATER.invariant) return last;
  const [named] = eventsNamedIn(violation.message);
  const at = steps.findLastIndex(({ event, facts }) => {
    return (
      event === named && facts.some(({ args, name }) => name === FOUND_LATER.fact && violation.nodes.includes(args[0]))
    );
  });
  return at < 0 ? last : at;
}
