import { expect, test } from "vitest";
import { stepOfViolation } from "../../../../src/fuzz/chronicle/violation-step.ts";
import { handmade } from "./handmade.ts";

const configuration = { voters: [1], outgoing: [], learners: [], learnersNext: [], leavesByItself: false };
const { steps, violation } = handmade(
  [
    { event: 3, place: 0, kind: "deeds" },
    { event: 3, place: 0, kind: "deeds", facts: [{ name: "configurationAppended", args: [2, 5, 1, configuration] }] },
    { event: 4, place: 1 },
  ],
  { invariant: "one-change-at-a-time", nodes: [2], message: "n2 appended configuration 5 at event 3 (t=0.001 s)" },
);

test("what is found when its event is over broke in the event that it names", () => {
  expect(stepOfViolation(steps, violation)).toBe(1);
});

test("anything else broke in the last step, whatever it names; and so did what names nothing", () => {
  expect(stepOfViolation(steps, { ...violation!, invariant: "log-matching" })).toBe(2);
  expect(stepOfViolation(steps, { ...violation!, message: "n2 appended too much" })).toBe(2);
  expect(stepOfViolation(steps, undefined)).toBe(2);
});
