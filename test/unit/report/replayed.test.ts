import { expect, test } from "vitest";
import type { Played, Refused } from "../../../src/fuzz/corpus/replayed.ts";
import { createPaint } from "../../../src/report/paint.ts";
import { describeReduction } from "../../../src/report/reduction.ts";
import { describeAllReplayed, describeReplayed, replayedFields } from "../../../src/report/replayed.ts";
import { fakeResult } from "../fuzz/fake-result.ts";
import { failureOn, smallTape } from "../fuzz/tape/small-tape.ts";

const plain = createPaint(false);
const file = failureOn(smallTape);
const holds: Played = { path: "a.json", file, verdict: "holds", complaint: undefined, result: fakeResult("") };
const planted: Played = { ...holds, file: { ...file, mutant: "figure-8" } };
const differs: Played = {
  ...planted,
  path: "b.json",
  verdict: "differs",
  complaint: "with figure-8 nothing is violated",
};
const refused: Refused = { path: "c.json", verdict: "refused", complaint: "c.json is not a file" };

test("a tape that was played again is a line that says what came of it", () => {
  expect(describeReplayed(holds, plain)).toBe("holds    a.json: election-safety is violated no more");
  expect(describeReplayed(planted, plain)).toBe(
    "holds    a.json: election-safety is violated with figure-8, and nothing without",
  );
  expect(describeReplayed(differs, plain)).toBe("differs  b.json: with figure-8 nothing is violated");
  expect(describeReplayed(refused, plain)).toBe("refused  c.json is not a file");
});

test("those that hold are counted", () => {
  expect(describeAllReplayed([holds], plain)).toBe("1 of 1 tape holds");
  expect(describeAllReplayed([holds, planted], plain)).toBe("2 of 2 tapes hold");
  expect(describeAllReplayed([holds, differs, refused], plain)).toBe("1 of 3 tapes hold");
});

test("a document has what is known of each", () => {
  expect(replayedFields(refused)).toEqual({ path: "c.json", verdict: "refused", complaint: "c.json is not a file" });
  expect(replayedFields(planted)).toMatchObject({
    verdict: "holds",
    complaint: null,
    mutant: "figure-8",
    violations: [],
  });
});

test("what a minimizer took away is a table", () => {
  expect(describeReduction(file.reduction!, 80)).toEqual([
    "minimized     before  after",
    "tape entries     100      3",
    "nodes              5      3",
    "messages       1,000     10",
    "events         3,000     30",
  ]);
});
