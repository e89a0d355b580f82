import { expect, test } from "vitest";
import type { Fact } from "../../../../../src/fuzz/chronicle/chronicle.ts";
import { laddersOf } from "../../../../../src/report/app/model/ladder.ts";
import { stateAfter, stateLinesOf } from "../../../../../src/report/app/model/state-line.ts";
import { toldRun } from "../../page/told.ts";
import { stepWith } from "./steps.ts";

test.each(["hellweek", "partition"])(
  "in %s logs hold at every step exactly the entries that the nodes say they do",
  (scenario) => {
    const told = toldRun(scenario, 200);
    const ladders = laddersOf(told);
    const lines = stateLinesOf(told.steps, told.nodes);
    const wrong: string[] = [];
    let looked = 0;
    for (let step = 0; step < told.steps.length; step += 5) {
      for (let node = 1; node <= told.nodes; node++) {
        const state = stateAfter(lines[node]!, step);
        if (state === undefined || state.role === "down") continue;
        for (let index = state.baseIndex + 1; index <= state.lastIndex + 2; index++, looked++) {
          const isHeld = ladders.rungAt(node, index, step) !== undefined;
          if (isHeld !== index <= state.lastIndex) wrong.push(`n${node}, entry ${index} after step ${step}: ${isHeld}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(looked).toBeGreaterThan(1000);
  },
);

/** The terms of a node's log after each of the steps that tell these facts, one a step. */
function termsAfter(facts: readonly Fact[]): number[][] {
  const steps = facts.map((fact) => stepWith({ facts: [fact] }));
  const ladders = laddersOf({
    nodes: 1,
    founders: 1,
    clients: 0,
    steps,
    messages: [],
    violation: undefined,
    violationStep: 0,
  });
  return steps.map((_, step) => [1, 2, 3, 4].map((index) => ladders.rungAt(1, index, step)?.term ?? 0));
}

const appended = (index: number, term: number): Fact => ({
  name: "appended",
  args: [1, index, term, 100 * term + index],
});
const persisted = (index: number, term: number): Fact => ({
  name: "entryPersisted",
  args: [1, index, term, 100 * term + index],
});

const truncated: Fact = { name: "truncated", args: [1, 2] };

test("what is truncated is gone, and what was there before is still known", () => {
  const log = [appended(1, 1), appended(2, 1), appended(3, 1), truncated, appended(2, 2)];
  expect(termsAfter(log)).toEqual([
    [1, 0, 0, 0],
    [1, 1, 0, 0],
    [1, 1, 1, 0],
    [1, 0, 0, 0],
    [1, 2, 0, 0],
  ]);
});

test("a crash leaves what is durable: neither what was not, nor what has not taken its place yet", () => {
  const before = [appended(1, 1), persisted(1, 1), appended(2, 1), persisted(2, 1), appended(3, 1)];
  const crashed: Fact = { name: "crashed", args: [1] };
  expect(termsAfter([...before, crashed]).at(-1)).toEqual([1, 1, 0, 0]);
  const replaced = [truncated, appended(2, 2), crashed];
  expect(termsAfter([...before, ...replaced]).slice(-2)).toEqual([
    [1, 2, 0, 0],
    [1, 1, 0, 0],
  ]);
  const restarted: Fact = { name: "restarted", args: [1, 2, 0, 1] };
  expect(termsAfter([...before, crashed, restarted]).at(-1)).toEqual([1, 0, 0, 0]);
});

test("a snapshot takes the place of the log", () => {
  const configuration = { voters: [1], outgoing: [], learners: [], learnersNext: [], leavesByItself: false };
  const installed: Fact = { name: "snapshotInstalled", args: [1, 3, 1, configuration] };
  expect(termsAfter([appended(1, 1), appended(2, 1), installed, appended(4, 2)]).slice(-2)).toEqual([
    [0, 0, 0, 0],
    [0, 0, 0, 2],
  ]);
});
