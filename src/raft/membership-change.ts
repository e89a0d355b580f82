import type { NodeId } from "./entry.ts";

/** What is to become of one server. Adding a learner as voter promotes it; adding a voter as learner demotes it. */
export interface MembershipStep {
  readonly kind: "add-voter" | "add-learner" | "remove";
  readonly node: NodeId;
}

/**
 * A change of the configuration (dissertation §4). Auto: without a joint configuration where at most one voter changes
 * (§4.1); otherwise through a joint one, which is left by itself. Implicit: through a joint one, left by itself.
 * Explicit: into a joint one (§4.3), which stays until it is told to leave.
 */
export type MembershipChange =
  | {
      readonly kind: "change";
      readonly steps: readonly MembershipStep[];
      readonly transition: "auto" | "implicit" | "explicit";
    }
  | { readonly kind: "leave" };
