import { describe, expect, test } from "vitest";
import { describeCauses } from "../../../src/report/causes.ts";
import { describeFailure } from "../../../src/report/failure.ts";
import { createPaint } from "../../../src/report/paint.ts";
import { failedResult, fakeResult } from "../fuzz/fake-result.ts";
import { again, finished, resultOf } from "./campaign-results.ts";

const plain = createPaint(false);

describe("what people read", () => {
  test("a failure: what, when, who, why, and how to see it again", () => {
    const lines = describeFailure("seed x-3", failedResult("x-3"), "npx kraft-fuzz -s x-3", false, plain, 80);
    expect(lines).toEqual([
      "FAIL on seed x-3",
      "election-safety is violated at event 12,345, 3.456789 s of virtual time, nodes",
      "  2, 5:",
      "  node 2 and node 5 are both leader of term 7",
      "reproduce: npx kraft-fuzz -s x-3",
    ]);
  });

  test("a failure within the width of a narrow terminal, but for the line that shows it again", () => {
    const [first] = failedResult("x").violations;
    const failure = fakeResult("x", { verdict: "fail", violations: [first!, { ...first!, event: 2 }] });
    const lines = describeFailure("seed x", failure, again({ seed: "x" }), false, plain, 40);
    for (const line of lines.slice(0, -1)) expect(line.length).toBeLessThanOrEqual(40);
    expect(lines.join(" ")).toContain("-v tells the 2 that");
    expect(lines.at(-1)).toBe(`reproduce: ${again({ seed: "x" })}`);
  });

  test("of many violations the first of each invariant, unless all are asked for", () => {
    const [first] = failedResult("x").violations;
    const violations = [first!, { ...first!, event: 2 }, { ...first!, invariant: "log-matching", event: 3 }];
    const failure = fakeResult("x", { verdict: "fail", violations });
    const brief = describeFailure("seed x", failure, "again", false, plain, 80);
    expect(brief.filter((line) => line.includes("is violated")).map((line) => line.split(" ")[0])).toEqual([
      "election-safety",
      "log-matching",
    ]);
    expect(brief).toContain("only the first of each invariant is told here; -v tells the 3 that were kept");
    const whole = describeFailure("seed x", failure, "again", true, plain, 80);
    expect(whole.filter((line) => line.includes("is violated"))).toHaveLength(3);
    expect(whole.join("\n")).not.toContain("that were kept");
  });

  test("causes within the width, each with the whole line that shows it again", async () => {
    const result = await resultOf([finished(failedResult("s"))]);
    const message = Array.from({ length: 30 }, () => "word").join(" ");
    const causes = result.causes.map((cause) => ({ ...cause, violation: { ...cause.violation, message } }));
    const lines = describeCauses({ ...result, causes }, again, plain, 60);
    expect(lines).toEqual([
      "FAIL: 1 of 1 run",
      "1. election-safety is violated in 1 run, first on seed s:",
      `  ${"word ".repeat(11).trim()}`,
      `  ${"word ".repeat(11).trim()}`,
      `  ${"word ".repeat(8).trim()}`,
      `  reproduce: ${again({ seed: "s" })}`,
    ]);
  });
});
