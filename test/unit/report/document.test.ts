import { describe, expect, test } from "vitest";
import { campaignFields, runFields } from "../../../src/report/document.ts";
import { createPaint } from "../../../src/report/paint.ts";
import { describeRun } from "../../../src/report/summary.ts";
import { failedResult, fakeResult } from "../fuzz/fake-result.ts";
import { finished, resultOf } from "./campaign-results.ts";

const plain = createPaint(false);

describe("the document", () => {
  const names = [
    "verdict",
    "violations",
    "operations",
    "submitted",
    "committed",
    "events",
    "messages",
    "elections",
    "simulatedMs",
    "wallMs",
    "fingerprint",
    "exercised",
  ];

  test("has the same fields for a run and for a campaign", async () => {
    const run = runFields({ result: failedResult("s"), wallMs: 12.3, cpuMs: 1 });
    expect(Object.keys(run)).toEqual(["seed", ...names]);
    expect(run.violations).toEqual([
      {
        invariant: "election-safety",
        atMs: 3456.789,
        event: 12_345,
        nodes: [2, 5],
        message: "node 2 and node 5 are both leader of term 7",
      },
    ]);
    const whole = campaignFields(
      await resultOf([finished(fakeResult("s")), finished(failedResult("t"))]),
      99.9,
      ({ seed }) => `kraft-fuzz -s ${seed}`,
    );
    expect(Object.keys(whole)).toEqual([...names, "runsCounted", "failures", "causes"]);
    expect(whole.causes).toMatchObject([{ invariant: "election-safety", runs: 1, reproduce: "kraft-fuzz -s t" }]);
    expect(whole).toMatchObject({
      verdict: "fail",
      violations: run.violations,
      runsCounted: 2,
      operations: 2000,
      wallMs: 100,
    });
  });

  test("says by which strategy a seed was searched, where one was chosen", () => {
    const run = { result: fakeResult("s"), wallMs: 1, cpuMs: 1, strategy: "mixed" } as const;
    expect(runFields(run)).toMatchObject({ strategy: "mixed" });
    expect(describeRun(run, plain)).toMatch(/^seed s by mixed: pass, /);
  });

  test("says what was not checkable", () => {
    expect(runFields({ result: fakeResult("s", { notCheckable: ["durability"] }), wallMs: 1, cpuMs: 1 })).toMatchObject(
      {
        notCheckable: ["durability"],
      },
    );
  });
});
