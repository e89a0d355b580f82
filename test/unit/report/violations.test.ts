import { expect, test } from "vitest";
import { describeViolations } from "../../../src/report/violations.ts";
import { failedResult, fakeResult } from "../fuzz/fake-result.ts";

const CRASH = { event: 12_000, atUs: 3_400_000, fault: { kind: "crash", aim: 2, forUs: 5_000 }, nodes: [2] } as const;

test("a result that passed has nothing to tell, whatever was done and fell in it", () => {
  const { violations } = failedResult("1");
  expect(describeViolations(fakeResult("1", { fallen: violations, lastFaults: [CRASH] }))).toBe("");
});

test("one that failed tells the first violation of each invariant, and the last faults, in plain text", () => {
  const result = failedResult("1");
  const [first] = result.violations;
  const later = [first!, { ...first!, event: 12_400, message: "once more" }, { ...first!, invariant: "durability" }];
  const told = [
    "election-safety is violated at event 12,345, 3.456789 s of virtual time, nodes 2, 5:",
    "  node 2 and node 5 are both leader of term 7",
  ];
  expect(describeViolations(result)).toBe(told.join("\n"));
  const lines = describeViolations({ ...result, violations: later, lastFaults: [CRASH] }).split("\n");
  expect(lines.slice(0, 2)).toEqual(told);
  expect(lines[2]).toMatch(/^durability is violated/);
  expect(lines.slice(4)).toEqual(["the last faults before that:", expect.stringMatching(/^ +3\.400 s +crash n2/)]);
});
