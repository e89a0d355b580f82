import { expect, test } from "vitest";
import { keySteps, keysOf, shownSteps } from "../../../../../src/report/app/model/filters.ts";
import { found } from "../../../../../src/report/app/model/find.ts";
import { modelOf } from "../../../../../src/report/app/model/model.ts";
import { keyOf } from "../../../../../src/report/app/model/operations.ts";
import { reportOn, toldRun } from "../../page/told.ts";

const told = toldRun("mixed", 80);
const causes = [3, 40, told.violationStep];
const model = modelOf({ ...reportOn(told, { causes }), omittedSteps: 0, omittedCauses: 0 });
const all = { hidden: [], show: "all", without: [] } as const;

test("nothing is left out unless it is asked for", () => {
  expect(shownSteps(model, all)).toHaveLength(told.steps.length);
  expect(Array.from(shownSteps(model, { ...all, show: "only" }))).toEqual(causes);
});

test("where causes are lit clients start unseen", () => {
  const shown = new Set(shownSteps(model, { ...all, show: "lit" }));
  const unseen = told.steps.filter((_, at) => !shown.has(at));
  expect(unseen).toHaveLength(told.clients);
  for (const { kind, place } of unseen) expect([kind, place > told.nodes]).toEqual(["start", true]);
});

test("hidden nodes and kinds have no steps, but the violation stays", () => {
  const shown = shownSteps(model, { ...all, hidden: [2], without: ["append-request"] });
  expect(shown.length).toBeLessThan(told.steps.length);
  for (const at of shown.subarray(0, -1)) {
    const { message, place } = told.steps[at]!;
    expect(place).not.toBe(2);
    if (message !== undefined) expect(told.messages[message]!.kind).not.toBe("append-request");
  }
  expect(shown.at(-1)).toBe(told.violationStep);
});

test("a key concerns the steps in which its operations begin and end, and no operation on another key", () => {
  const [key] = keysOf(model);
  const concerned = keySteps(model, key!);
  for (const { command, invokedStep, returnedStep } of model.operations) {
    if (keyOf(command) !== key) continue;
    expect(concerned[invokedStep]).toBe(1);
    if (returnedStep !== undefined) expect(concerned[returnedStep]).toBe(1);
  }
  expect(concerned.filter(Boolean).length).toBeLessThan(told.steps.length / 2);
});

test("a search goes on after the step that is looked at, and around the end", () => {
  const shown = shownSteps(model, all);
  const first = found(told, shown, -1, "LEADS term", 1)!;
  expect(told.steps[first]!.facts.map(({ name }) => name)).toContain("becameLeader");
  expect(found(told, shown, told.steps.length - 1, "leads term", 1)).toBe(first);
  expect(found(told, shown, first, "no such words", 1)).toBeUndefined();
});
