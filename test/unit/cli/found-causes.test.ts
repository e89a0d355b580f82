import { describe, expect, test } from "vitest";
import { FoundCauses } from "../../../src/cli/found-causes.ts";
import type { Cause } from "../../../src/fuzz/campaign/cause.ts";
import { createPaint } from "../../../src/report/paint.ts";

const plain = createPaint(false);

function cause(nth: number): Cause {
  const violation = { invariant: "log-matching", event: 1, atUs: 1, nodes: [], message: "" };
  return { invariant: "log-matching", says: String(nth), runs: 1, seed: `s-${nth}`, violation };
}

function causes(count: number): Cause[] {
  return Array.from({ length: count }, (_, nth) => cause(nth));
}

function found(before: number, width = 80): FoundCauses {
  return new FoundCauses(before, ({ seed }) => `kraft-fuzz -s ${seed}`, plain, width);
}

const seedsIn = (news: string): string[] => [...news.matchAll(/on seed (\S+)$/gm)].map(([, seed]) => seed!);

describe("the causes that a campaign finds", () => {
  test("are said once each: the seed, what is violated, and the command that shows it again", () => {
    const said = found(0);
    expect(said.news([])).toBe("");
    expect(said.news(causes(1))).toBe("found: log-matching is violated on seed s-0\n  reproduce: kraft-fuzz -s s-0\n");
    expect(said.news(causes(1))).toBe("");
    expect(seedsIn(said.news(causes(3)))).toEqual(["s-1", "s-2"]);
  });

  test("are not said again where they were known before", () => {
    expect(seedsIn(found(2).news(causes(3)))).toEqual(["s-2"]);
  });

  test("are no longer said when there are many", () => {
    const said = found(5);
    expect(seedsIn(said.news(causes(60)))).toHaveLength(20);
    expect(said.news(causes(70))).toBe("");
  });

  test("are said in lines that fit, but for the command", () => {
    expect(found(0, 30).news(causes(1)).split("\n")).toEqual([
      "found: log-matching is",
      "  violated on seed s-0",
      "  reproduce: kraft-fuzz -s s-0",
      "",
    ]);
  });
});
