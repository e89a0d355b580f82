import { expect, test } from "vitest";
import { laddersOf } from "../../../../../src/report/app/model/ladder.ts";
import { stateAfter, stateLinesOf } from "../../../../../src/report/app/model/state-line.ts";
import { toldRun } from "../../page/told.ts";

test.each(["hellweek", "mixed"])(
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
