import { expect, test } from "vitest";
import { changeInWords } from "../../../src/report/membership.ts";

const steps = [
  { kind: "add-learner" as const, node: 3 },
  { kind: "add-learner" as const, node: 6 },
  { kind: "remove" as const, node: 2 },
];

test("to add a node as learner that votes is to make a learner of it", () => {
  const change = { kind: "change" as const, steps, transition: "auto" as const };
  expect(changeInWords(change)).toBe("to add n3, n6 as learner and to remove n2");
  expect(changeInWords(change, [1, 2, 3])).toBe("to make voter n3 a learner and to add n6 as learner and to remove n2");
  expect(changeInWords({ ...change, steps: steps.slice(0, 1) }, [3])).toBe("to make voter n3 a learner");
});
