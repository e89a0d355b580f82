/** What a plan lets an operator do. Whom it asks, and for what exactly, it decides when it comes to that. */
export const TASKS = ["change-membership", "transfer", "take-snapshot"] as const;

export type TaskKind = (typeof TASKS)[number];

export interface Task {
  readonly kind: TaskKind;
}

/** What is to become of one node. To add a learner as a voter promotes it; to add a voter as a learner demotes it. */
export interface MemberStep {
  readonly kind: "add-voter" | "add-learner" | "remove";
  readonly node: number;
}

/**
 * Who is to belong to the cluster. An explicit change goes into a joint configuration, which stays until it is left.
 */
export type MemberChange =
  | {
      readonly kind: "change";
      readonly steps: readonly MemberStep[];
      readonly transition: "auto" | "implicit" | "explicit";
    }
  | { readonly kind: "leave" };

/** What an operator asked of one node, which may have refused it. */
export type Instruction =
  | { readonly kind: "change-membership"; readonly change: MemberChange }
  /** To hand its leadership to this node; 0: to whoever is best. */
  | { readonly kind: "transfer"; readonly to: number }
  | { readonly kind: "take-snapshot" };

export function isTask(operation: { readonly kind: string }): operation is Task {
  return TASKS.some((kind) => kind === operation.kind);
}
