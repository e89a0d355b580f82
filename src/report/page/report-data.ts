import type { Chronicle } from "../../fuzz/chronicle/chronicle.ts";

/** Everything that one report shows. All of it is data: whatever it says, the page shows it as text. */
export interface ReportData {
  /** What the browser shows as the name of the page: "leader-completeness, seed 17". */
  readonly title: string;
  readonly kraftVersion: string;
  /** The checker that found the violation, as its file is named: "leader-completeness". */
  readonly invariant: string;
  /** What it demands, in one sentence. */
  readonly meaning: string;
  /** The two facts that contradict each other, in plain words. */
  readonly violation: string;
  /** Replays what this report shows. */
  readonly command: string;
  /** Found it first, before anything was minimized. */
  readonly originalCommand: string;
  /** Null if the run is known by its tape alone. */
  readonly seed: string | null;
  /** Everything that could have been chosen, and how it was: the setup of the tape, as `optionRows` tells it. */
  readonly options: readonly OptionRow[];
  /** Null if the run was not minimized. */
  readonly reduction: Reduction | null;
  /** The tape as it lies on the disk, to be downloaded; the name is without folders. */
  readonly tapeFile: { readonly name: string; readonly text: string };
  readonly chronicle: Chronicle;
  /** The steps in the causal past of the violation, ascending, itself among them. */
  readonly causes: readonly number[];
  /** What led to it, in sentences. */
  readonly story: readonly StoryLine[];
  /** Null unless it is the clients' history that cannot be explained. */
  readonly linearizability: Unplaceable | null;
}

/** A line of the story, and the steps that it tells of. */
export interface StoryLine {
  readonly atUs: number;
  readonly text: string;
  readonly steps: readonly number[];
  /** It tells of how it broke. */
  readonly isBreach: boolean;
}

export interface OptionRow {
  readonly name: string;
  readonly value: string;
}

/** What the minimizer did: each number before, and after. */
export interface Reduction {
  readonly entries: readonly [before: number, after: number];
  readonly nodes: readonly [before: number, after: number];
  readonly messages: readonly [before: number, after: number];
  readonly events: readonly [before: number, after: number];
}

/** The first operation of clients that fits nowhere in an order in which each sees what came before it. */
export interface Unplaceable {
  readonly client: number;
  readonly sequence: number;
  readonly why: string;
  /** What would have been legal there, a line each. */
  readonly legalBefore: readonly string[];
}
