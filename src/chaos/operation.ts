/** What the lab does to a cluster, one at a time. Whom it hits is decided when it happens. */
export type Operation =
  /** Hand one more command to a client. */
  | { readonly kind: "submit" }
  /** Crash a running node; what it had not synced may be lost or torn. */
  | { readonly kind: "crash"; readonly aim: "anyone" | "leader" }
  /** Crash the next node that wins an election, so long after it did; or anyone, if one such crash is already waiting. */
  | { readonly kind: "ambush"; readonly delayUs: number }
  /** Restart a crashed node from its disk. */
  | { readonly kind: "recover" }
  /** Cut the nodes into two groups, in both directions or in one. */
  | { readonly kind: "partition"; readonly oneWay: boolean }
  /** Mend every link. */
  | { readonly kind: "heal" }
  /** Delay each message between nodes by up to this much more, from now on. */
  | { readonly kind: "set-delay"; readonly maxUs: number }
  /** Lose this share of the messages between nodes, from now on. */
  | { readonly kind: "set-loss"; readonly perMillion: number }
  /** Let the cluster be. */
  | { readonly kind: "pass-time"; readonly forUs: number };

export type OperationKind = Exclude<Operation["kind"], "ambush">;

/** Every kind that has a weight in the mix, in the order in which it is drawn; an ambush is one way to crash. */
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
