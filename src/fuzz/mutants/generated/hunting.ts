import type { Stage } from "./stages.ts";

/** What a process is told to hunt. */
export interface Prey {
  /** Undefined: the core as it ships. */
  readonly coreUrl: string | undefined;
  readonly firstSeed: string;
  readonly stage: Stage;
}

/** A run under way. */
export interface Chase {
  /** How many there were, with this one. */
  readonly runs: number;
  readonly stage: Stage;
  readonly seed: string;
}

/** How many runs nothing fell in, and how often each thing happened in each of them. */
export interface Survival {
  readonly runs: number;
  readonly exercised: Exercised;
}

/** By the name of a thing, how often it happened in each run of a stage. */
export type Exercised = Readonly<Record<string, readonly number[]>>;

/** What fell, first what fell first, or what else ended a run; and what was said of the first. */
export interface Kill {
  readonly by: readonly string[];
  readonly message: string;
}

/** What a process says: that its run goes on, or how it ended. */
export type Sighting =
  | ({ readonly kind: "running" } & Chase)
  | ({ readonly kind: "killed" } & Chase & Kill)
  | ({ readonly kind: "survived" } & Survival);

/** The laboratory itself came to a contradiction: no driver could do what the core asks for. */
export const LAB_ASSERTION = "lab-assertion";
/** Something happened notably more often, or less, than it does without the mutant. */
export const EXERCISE = "exercise";
/** A step of a node did not end, or took all memory. */
export const NO_END = "no-end";
