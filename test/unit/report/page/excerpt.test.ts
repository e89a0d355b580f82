import { expect, test } from "vitest";
import { modelOf } from "../../../../src/report/app/model/model.ts";
import { stateAfter } from "../../../../src/report/app/model/state-line.ts";
import { excerpt } from "../../../../src/report/page/excerpt.ts";
import { reportOn, toldRun } from "./told.ts";

const told = toldRun("hellweek", 150);
const STORY = [{ atUs: 7, text: "n1 wins term 1", steps: [2, 5], isBreach: false }];
const NOTHING_OMITTED = { omittedSteps: 0, omittedCauses: 0 };

test("a run that is short enough is shown whole", () => {
  const part = excerpt(told, [2], STORY, told.steps.length);
  expect(part).toEqual({ chronicle: told, causes: [2], story: STORY, ...NOTHING_OMITTED });
});

test("of a longer one the end is shown, and what was left out is counted", () => {
  const kept = 200;
  const cut = told.steps.length - kept;
  const part = excerpt(told, [0, 3, cut - 1, cut, cut + 7], [], kept);
  expect(part.chronicle.steps).toHaveLength(kept);
  expect(part).toMatchObject({ causes: [0, 7], omittedSteps: cut, omittedCauses: 3 });
  expect(part.chronicle.violationStep).toBe(kept - 1);
});

test("messages keep their steps, and steps their messages", () => {
  const { messages, steps } = excerpt(told, [], [], 300).chronicle;
  for (const [at, letter] of messages.entries()) {
    expect(steps[letter.sentStep]!.sent).toContain(at);
    for (const { step } of letter.arrivals) expect(steps[step]!.message).toBe(at);
  }
});

test("nodes and their logs are at every step what they are in the whole run", () => {
  const whole = modelOf({ ...reportOn(told), ...NOTHING_OMITTED });
  for (const kept of [1, 100, 700]) {
    const cut = told.steps.length - kept;
    const part = excerpt(told, [], [], kept);
    const model = modelOf({ ...reportOn(part.chronicle), ...part });
    for (let step = 0; step < kept; step += 7) {
      for (let node = 1; node <= told.nodes; node++) {
        const state = stateAfter(whole.stateLines[node]!, cut + step);
        expect(stateAfter(model.stateLines[node]!, step)).toEqual(state);
        for (let index = 1; index <= (state?.lastIndex ?? 0) + 1; index++) {
          const rung = whole.ladders.rungAt(node, index, cut + step);
          expect(model.ladders.rungAt(node, index, step)?.digest).toBe(rung?.digest);
        }
      }
    }
    expect(model.cuts.at(-1)?.label).toBe(whole.cuts.filter(({ untilStep }) => untilStep > cut).at(-1)?.label);
  }
});

test("the story is whole, and its lines lead to those of their steps that are shown", () => {
  const kept = 200;
  const cut = told.steps.length - kept;
  const line = (...steps: number[]) => ({ atUs: 0, text: "n1 appends 1:1 to 9:1", steps, isBreach: false });
  const part = excerpt(told, [], [line(3, 8), line(cut - 1, cut, cut + 7)], kept);
  expect(part.story).toEqual([line(), line(0, 7)]);
});

test("how the logs came to be is told in no more facts than they have entries", () => {
  const opening = excerpt(told, [], [], 1).chronicle.opening ?? [];
  const most = told.nodes * Math.max(...told.steps.flatMap(({ states }) => states.map(({ lastIndex }) => lastIndex)));
  expect(opening.length).toBeGreaterThan(0);
  expect(opening.filter(({ name }) => name === "appended").length).toBeLessThanOrEqual(most);
  expect(new Set(opening.map((fact) => JSON.stringify(fact))).size).toBe(opening.length);
});
