import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SeedOutcome } from "../../../../src/fuzz/campaign/seed-task.ts";
import { Tally } from "../../../../src/fuzz/campaign/tally.ts";
import { failedResult, fakeResult } from "../fake-result.ts";

const isQuarry = ({ result }: { result: { verdict: string } }): boolean => result.verdict === "fail";

type Kind = "pass" | "fail" | "crashed" | "cut-short" | "not-started";
const done = fc.constantFrom<Kind>("pass", "fail", "crashed");
const stopped = fc.constantFrom<Kind>("cut-short", "not-started");

function outcomeOf(kind: Kind, place: number): SeedOutcome {
  const seed = `s-${place}`;
  if (kind === "crashed") return { kind, seed, message: "broken", stack: "Error: broken" };
  if (kind === "cut-short") return { kind, seed, partial: undefined };
  if (kind === "not-started") return { kind, seed };
  const result = kind === "fail" ? failedResult(seed) : fakeResult(seed);
  return { kind: "finished", record: { result, wallMs: 1, cpuMs: 1 } };
}

function tallyOf(kinds: readonly Kind[]): Tally {
  const tally = new Tally(isQuarry);
  for (const [place, kind] of kinds.entries()) tally.take(outcomeOf(kind, place));
  return tally;
}

describe("what a campaign is gone on with", () => {
  test("is what came before the first seed that was cut short or not begun, whatever finished behind it", () => {
    fc.assert(
      fc.property(fc.array(done), stopped, fc.array(fc.oneof(done, stopped)), (before, first, behind) => {
        const stoppedThere = tallyOf([...before, first, ...behind]);
        expect(stoppedThere.isCut).toBe(true);
        expect(stoppedThere.resumable()).toEqual(tallyOf(before).resumable());
        expect(stoppedThere.resumable().seedsDone).toBe(before.length);
      }),
    );
  });

  test("is all of it where nothing was stopped", () => {
    fc.assert(
      fc.property(fc.array(done), (kinds) => {
        const whole = tallyOf(kinds);
        expect(whole.isCut).toBe(false);
        expect(whole.resumable().seedsDone).toBe(kinds.length);
      }),
    );
  });
});
