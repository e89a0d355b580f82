import { expect, test } from "vitest";
import { modelOf, waysOf } from "../../../../../src/report/app/model/model.ts";
import { causeOf, effectOf, nearest, neighbour } from "../../../../../src/report/app/model/moves.ts";
import { reportOn, toldRun } from "../../page/told.ts";

test("arrows go from one shown step to the next, and stay at the ends", () => {
  const shown = [2, 5, 9];
  expect([neighbour(shown, 5, 1), neighbour(shown, 5, -1)]).toEqual([9, 2]);
  expect([neighbour(shown, 9, 1), neighbour(shown, 2, -1)]).toEqual([9, 2]);
  expect([neighbour(shown, 6, 1), neighbour(shown, 6, -1), neighbour(shown, 0, 1)]).toEqual([9, 5, 2]);
});

test("the nearest of some steps, the earlier one of two", () => {
  expect([nearest([2, 8], 5), nearest([2, 8], 6), nearest([2, 8], 0), nearest([2, 8], 99)]).toEqual([2, 8, 2, 8]);
  expect(nearest([], 5)).toBeUndefined();
});

const told = toldRun("mixed", 60);

test("the cause of a message's arrival is its sending, and of anything else what its node did before", () => {
  const ways = waysOf(modelOf({ ...reportOn(told), omittedSteps: 0, omittedCauses: 0 }));
  for (const [at, { message, place, sent }] of told.steps.entries()) {
    const cause = causeOf(ways, at);
    const effect = effectOf(ways, at);
    if (message !== undefined) expect(cause).toEqual({ step: told.messages[message]!.sentStep, message });
    else if (cause.step !== at) expect(told.steps[cause.step]!.place).toBe(place);
    expect(cause.step).toBeLessThanOrEqual(at);
    expect(effect.step).toBeGreaterThanOrEqual(at);
    if (effect.message !== undefined) expect(sent).toContain(effect.message);
    if (effect.message !== undefined) expect(causeOf(ways, effect.step).step).toBe(at);
  }
});

test("from a cause of the violation the way leads to causes where there are any", () => {
  const [first, , third] = told.steps.flatMap(({ kind, place }, at) => (place === 1 && kind !== "message" ? [at] : []));
  const ways = waysOf(modelOf({ ...reportOn(told, { causes: [first!, third!] }), omittedSteps: 0, omittedCauses: 0 }));
  expect(causeOf(ways, third!).step).toBe(first);
});
