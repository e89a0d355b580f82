import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Causes, causesOfViolation } from "../../../../src/fuzz/chronicle/causes.ts";
import type { Chronicle } from "../../../../src/fuzz/chronicle/chronicle.ts";
import { chronicle } from "../../../../src/fuzz/chronicle/chronicle-of.ts";
import { tapesAt } from "../../../../src/fuzz/corpus/folder.ts";
import { buildOf } from "../../../../src/fuzz/corpus/replayed.ts";
import { PACKAGE_ROOT } from "../../../../src/fuzz/package-root.ts";
import { readTapeFile } from "../../../../src/fuzz/tape/tape-file.ts";
import { type TaleLine, taleOf } from "../../../../src/report/story/tale.ts";
import type { RaftCore } from "../../../../src/sut/index.ts";
import { storyOf } from "./taped-bugs.ts";

/** A tape with more deeds than that is not small yet: not all of them can have a line. */
const MOST_DEEDS = 20;
/** How far from a deed what it led to may be told: through a client, to the node that it asks. */
const MOST_HOPS = 4;

const tapes = tapesAt(join(PACKAGE_ROOT, "corpus")).map((path) => [path.slice(PACKAGE_ROOT.length), path] as const);

describe.each(tapes)("the story of %s", (_, path) => {
  test("fits the screen and tells how it broke, and every deed that led to it", async () => {
    const file = readTapeFile(path);
    const mutant = await buildOf(path, file);
    if (mutant === undefined) return;
    const told = chronicle(file.tape, (await import(mutant)) as RaftCore);
    const causes = causesOfViolation(told);
    const story = storyOf({ causes, told });
    expect(story.length).toBeLessThanOrEqual(40);
    expect(Math.max(...story.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(story.some((line) => /^! *\d+ /.test(line))).toBe(true);
    const deeds = causes.steps.filter((at) => told.steps[at]!.deeds !== undefined);
    if (deeds.length > MOST_DEEDS) return;
    const tale = taleOf(told, causes);
    expect(deeds.filter((at) => !isTold(at, told, causes, tale, story))).toEqual([]);
  });
});

/**
 * A shown line tells of the deed, or of what a client or a node did because of it. What clients asked for is told by what
 * a leader appended, a line that may be left out.
 */
function isTold(
  deed: number,
  told: Chronicle,
  causes: Causes,
  tale: readonly TaleLine[],
  story: readonly string[],
): boolean {
  const numbers = story.flatMap((line) => /^[ !] *(\d+) +\d+\.\d{3} s /.exec(line)?.[1] ?? []);
  const isSubmit = told.steps[deed]!.deeds!.every((one) => one.deed.kind === "submit");
  const lines = isSubmit ? tale : numbers.map((number) => tale[Number(number) - 1]!);
  const shown = new Set(lines.flatMap(({ steps }) => steps));
  const reached = new Set([deed]);
  for (let hops = 0; hops < MOST_HOPS; hops++) {
    for (const at of [...reached]) for (const effect of causes.effectsOf.get(at) ?? []) reached.add(effect);
  }
  return [...reached].some((at) => shown.has(at));
}
