/** What the lab does to a cluster, one at a time. Whom it hits is decided when it happens. */
export type Operation =
  /** Hand one more command to a client. */
  | { readonly kind: "submit" }
  /** Crash a running node; what it had not synced may be lost or torn. */
  | { readonly kind: "crash"; readonly aim: "anyone" | "leader" }
  /** Restart a crashed node from its disk. */
  | { readonly kind: "recover" }
  /** Cut the nodes into two groups, in both directions or in one. */
  | { readonly kind: "partition"; readonly oneWay: boolean }
  /** Mend every link. */
  | { readonly kind: "heal" }
  /** Delay every message between nodes by this much more, from now on. */
  | { readonly kind: "set-delay"; readonly extraUs: number }
  /** Lose this share of the messages between nodes, from now on. */
  | { readonly kind: "set-loss"; readonly perMillion: number }
  /** Let the cluster be. */
  | { readonly kind: "pass-time"; readonly forUs: number };

export type OperationKind = Operation["kind"];

/** Every kind, in the order in which weights are drawn. */
export const OPERATION_KINDS: readonly OperationKind[] = [
  "submit",
  "crash",
  "recover",
  "partition",
  "heal",
  "set-delay",
  "set-loss",
  "pass-time",
];
