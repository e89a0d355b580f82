import type { Choices } from "./choices.ts";
import { type CrashFates, LOST, TORN } from "./crash-fates.ts";
import { purposeNumber } from "./purpose.ts";

const CRASH_FATE = purposeNumber("crash-fate");
const TORN_SHARE = purposeNumber("torn-share");
const TORN_MANNER = purposeNumber("torn-manner");
const PART_FATE = purposeNumber("part-fate");

/** What is left of something: nothing, all of it, a beginning, or some of its parts in whatever order. */
export type Fate =
  | { readonly kind: "lost" | "kept" }
  /** So much is cut off its end. */
  | { readonly kind: "cut"; readonly by: number }
  /** So much is cut off its end, and of what is left any part may be missing. */
  | { readonly kind: "scattered"; readonly by: number };

/** Decides what is left of what was not synced on one disk. */
export class FileFates {
  private readonly fates: CrashFates;
  private readonly id: number;
  private readonly choices: Choices;

  constructor(fates: CrashFates, id: number, choices: Choices) {
    this.fates = fates;
    this.id = id;
    this.choices = choices;
  }

  /** Of something of which so much can be cut off. */
  next(size: number): Fate {
    const { choices, fates, id } = this;
    const fate = choices.which(CRASH_FATE, id, [fates.crashLosesPerMillion, fates.crashTearsPerMillion]);
    if (fate === LOST) return { kind: "lost" };
    if (fate !== TORN) return { kind: "kept" };
    const isCut = choices.below(TORN_MANNER, id, 2) === 0;
    const by = size - choices.below(TORN_SHARE, id, size + 1);
    return { kind: isCut ? "cut" : "scattered", by };
  }

  /** Whether the next part of something scattered is there. */
  keepsPart(): boolean {
    return this.choices.below(PART_FATE, this.id, 2) === 1;
  }

  fork(choices: Choices): FileFates {
    return new FileFates(this.fates, this.id, choices);
  }
}
