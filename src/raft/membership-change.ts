import type { NodeId } from "./entry.ts";

/** What is to become of one server. Adding a learner as voter promotes it; adding a voter as learner demotes it. */
export interface MembershipStep {
  readonly kind: (typeof STEPS)[number];
  readonly node: NodeId;
}

const STEPS = ["add-voter", "add-learner", "remove"] as const;

type Transition = (typeof TRANSITIONS)[number];

const TRANSITIONS = ["auto", "implicit", "explicit"] as const;

/**
 * A change of the configuration (dissertation §4). Auto: without a joint configuration where at most one voter changes
 * (§4.1); otherwise through a joint one, which is left by itself. Implicit: through a joint one, left by itself.
 * Explicit: into a joint one (§4.3), which stays until it is told to leave.
 */
export type MembershipChange =
  | {
      readonly kind: "change";
      readonly steps: readonly MembershipStep[];
      readonly transition: Transition;
    }
  | { readonly kind: "leave" };

/** Throws when there is no such change: a driver's mistake must not be carried out as if it were another. */
export function assertChange(change: MembershipChange): void {
  const { kind } = change;
  if (kind === "leave") return;
  if (kind !== "change") throw new Error(`the membership is changed by change or leave, not by ${String(kind)}`);
  const { steps, transition } = change;
  if (!Array.isArray(steps)) throw new Error(`a change has a list of steps, not ${String(steps)}`);
  for (const { kind: step } of steps) {
    if (!STEPS.includes(step)) throw new Error(`a step is ${STEPS.join(", ")}, not ${String(step)}`);
  }
  if (TRANSITIONS.includes(transition)) return;
  throw new Error(`a transition is ${TRANSITIONS.join(", ")}, not ${String(transition)}`);
}
