import { readFileSync } from "node:fs";
import { type Causes, causesOfViolation } from "../../../../src/fuzz/chronicle/causes.ts";
import type { Chronicle } from "../../../../src/fuzz/chronicle/chronicle.ts";
import { chronicle } from "../../../../src/fuzz/chronicle/chronicle-of.ts";
import { loadMutant } from "../../../../src/fuzz/mutants/mutant.ts";
import { buildMutant } from "../../../../src/fuzz/mutants/mutant-build.ts";
import type { Tape } from "../../../../src/fuzz/tape/tape.ts";
import { createPaint } from "../../../../src/report/paint.ts";
import { describeStory, type StoryInput } from "../../../../src/report/story/story.ts";
import type { RaftCore } from "../../../../src/sut/index.ts";

export const GOLDEN = new URL("../../../golden/story/", import.meta.url);

/** What happened on a tape of a planted bug, and why. */
export interface TapedBug {
  readonly told: Chronicle;
  readonly causes: Causes;
}

export async function playBug(mutant: string): Promise<TapedBug> {
  const tape = JSON.parse(readFileSync(new URL(`${mutant}.tape.json`, GOLDEN), "utf8")) as Tape;
  const core = (await import(await buildMutant(loadMutant(mutant)))) as RaftCore;
  const told = chronicle(tape, core);
  return { told, causes: causesOfViolation(told) };
}

export function storyOf({ causes, told }: TapedBug, width = 80): string[] {
  const input: StoryInput = {
    chronicle: told,
    causes,
    meaning: "What it means.",
    again: { how: "replay", command: "kraft-fuzz --replay FILE" },
  };
  return describeStory(input, createPaint(false), width);
}
