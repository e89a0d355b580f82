import { OPERATOR_KINDS, type OperatorKind, pick } from "../../chaos/index.ts";
import type { Choices } from "../../sim/index.ts";

/** How a cluster is run: each seed draws that for itself. */

const MOSTLY = [true, true, true, false] as const;
/** Turmoil exists for another bug, which operators get in the way of. */
const SELDOM = [true, false, false, false, false, false, false, false] as const;

/** What an operator does in a seed of kraft-fuzz: any of it, or nothing. */
export function drawKinds(choices: Choices, inTurmoil: boolean): readonly OperatorKind[] {
  if (!pick(choices, inTurmoil ? SELDOM : MOSTLY)) return [];
  return OPERATOR_KINDS.filter(() => pick(choices, [true, false]));
}

/** How many nodes there are beside the founders of a cluster whose membership changes. */
export function drawSpares(choices: Choices): number {
  return pick(choices, [0, 1, 2, 3]);
}
