import type { MembershipChange } from "../raft/index.ts";

/** What an operator asks of one node. What the node refuses has no effect, and is tallied by its reason. */
export type Order =
  | { readonly kind: "change-membership"; readonly change: MembershipChange }
  /** Hand leadership to this server; 0: to whoever is best. */
  | { readonly kind: "transfer"; readonly to: number }
  | { readonly kind: "take-snapshot" }
  /** End gracefully: a leader hands its leadership over first. */
  | { readonly kind: "stop" };
