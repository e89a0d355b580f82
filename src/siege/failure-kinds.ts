/** What can befall a cluster. Crashes are SIGKILL and a start afterwards, pauses SIGSTOP and SIGCONT. */
export const FAILURE_KINDS = [
  "crash-leader",
  "crash-follower",
  "crash-all",
  "pause-leader",
  "partition-leader",
  "partition-minority",
] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** What a person can ask for: `mixed` is any of them. */
export const FAILURE_NAMES = ["none", ...FAILURE_KINDS, "mixed"] as const;
export type FailureName = (typeof FAILURE_NAMES)[number];

export function kindsOf(name: FailureName): readonly FailureKind[] {
  if (name === "none") return [];
  return name === "mixed" ? FAILURE_KINDS : [name];
}

/** Whether it takes something between the nodes that cuts them off. */
export function cutsLinks(kind: FailureKind): boolean {
  return kind === "partition-leader" || kind === "partition-minority";
}

/** How many nodes it takes. */
export function fewestNodes(kind: FailureKind): number {
  if (kind === "crash-all" || kind === "crash-leader" || kind === "pause-leader") return 1;
  return kind === "crash-follower" ? 2 : 3;
}

/** Whether the cluster cannot answer before a leader is elected. */
export function deposesLeader(kind: FailureKind): boolean {
  return kind !== "crash-follower" && kind !== "partition-minority";
}
