import { expect, test } from "vitest";
import { ILLEGAL } from "../../../../../invariants/client/linearizability/index.ts";
import { NOWHERE, Transitions } from "../../../../../invariants/client/linearizability/transitions.ts";

test("equal states have one number, and the model is asked once for each state and kind", () => {
  const KINDS = 500;
  let asked = 0;
  const transitions = new Transitions(0, (state, kind) => {
    asked += 1;
    return kind === 0 ? ILLEGAL : ((state as number) + kind) % 7;
  });
  for (let round = 0; round < 3; round++) {
    const states = new Set([0]);
    for (const from of states) {
      for (let kind = 0; kind < KINDS; kind++) {
        const to = transitions.after(from, kind);
        if (kind === 0) expect(to).toBe(NOWHERE);
        else {
          expect(transitions.state(to)).toBe(((transitions.state(from) as number) + kind) % 7);
          states.add(to);
        }
      }
    }
    expect(states.size).toBe(7);
  }
  expect(asked).toBe(7 * KINDS);
});
