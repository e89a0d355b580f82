import type { NodeState, Step } from "../../../fuzz/chronicle/chronicle.ts";
import { lastAtOrBefore } from "./search.ts";

/** The states of one node through the run. */
export interface StateLine {
  /** The steps after which it was another one, ascending. */
  readonly steps: readonly number[];
  readonly states: readonly NodeState[];
}

/** By node, from 1; at 0 an empty line. */
export function stateLinesOf(steps: readonly Step[], nodes: number): StateLine[] {
  const lines = Array.from({ length: nodes + 1 }, (): { steps: number[]; states: NodeState[] } => ({
    steps: [],
    states: [],
  }));
  for (let at = 0; at < steps.length; at++) {
    for (const state of steps[at]!.states) {
      const line = lines[state.node]!;
      line.steps.push(at);
      line.states.push(state);
    }
  }
  return lines;
}

/** The state after a step; undefined before the first that was told. */
export function stateAfter(line: StateLine, step: number): NodeState | undefined {
  return line.states[lastAtOrBefore(line.steps, step)];
}
