import { describe, expect, test } from "vitest";
import { FoundCauses } from "../../../src/cli/found-causes.ts";
import type { Cause } from "../../../src/fuzz/campaign/cause.ts";
import { createPaint } from "../../../src/report/paint.ts";

const plain = createPaint(false);

function cause(nth: number): Cause {
  const violation = { invariant: "log-matching", event: 1, atUs: 1, nodes: [], message: "" };
  return { invariant: "log-matching", says: String(nth), runs: 1, seed: `s-${nth}`, violation };
}

function found(width = 80): FoundCauses {
  return new FoundCauses(({ seed }) => `kraft-fuzz -s ${seed}`, plain, width);
}

function add(said: FoundCauses, first: number, count: number): void {
  for (let nth = first; nth < first + count; nth++) said.add(cause(nth));
}

const seedsIn = (news: string): string[] => [...news.matchAll(/on seed (\S+)$/gm)].map(([, seed]) => seed!);

describe("the causes that a campaign finds", () => {
  test("are said once each: the seed, what is violated, and the command that shows it again", () => {
    const said = found();
    expect(said.news()).toBe("");
    add(said, 0, 1);
    expect(said.news()).toBe("found: log-matching is violated on seed s-0\n  reproduce: kraft-fuzz -s s-0\n");
    expect(said.news()).toBe("");
    add(said, 1, 2);
    expect(seedsIn(said.news())).toEqual(["s-1", "s-2"]);
  });

  test("are no longer said when there are many", () => {
    const said = found();
    add(said, 0, 60);
    expect(seedsIn(said.news())).toHaveLength(20);
    add(said, 60, 10);
    expect(said.news()).toBe("");
  });

  test("are said in lines that fit, but for the command", () => {
    const said = found(30);
    add(said, 0, 1);
    expect(said.news().split("\n")).toEqual([
      "found: log-matching is",
      "  violated on seed s-0",
      "  reproduce: kraft-fuzz -s s-0",
      "",
    ]);
  });
});
