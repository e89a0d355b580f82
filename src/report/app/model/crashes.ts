import type { NodeState } from "../../../fuzz/chronicle/chronicle.ts";
import type { StateLine } from "./state-line.ts";

/** A node went down, and what it had in memory and not on its disk is gone. */
export interface Crash {
  readonly step: number;
  readonly node: number;
  /** "2 entries", "its vote"; empty if nothing was lost. */
  readonly lost: readonly string[];
}

export function crashesOf(lines: readonly StateLine[]): Crash[] {
  return lines
    .flatMap(({ states, steps }, node) =>
      states.flatMap((state, at) => {
        const before = states[at - 1];
        if (state.role !== "down" || before === undefined || before.role === "down") return [];
        return [{ step: steps[at]!, node, lost: lostBetween(before, state) }];
      }),
    )
    .sort((a, b) => a.step - b.step);
}

function lostBetween(before: NodeState, after: NodeState): string[] {
  const entries = before.lastIndex - after.lastIndex;
  const lost: string[] = [];
  if (entries > 0) lost.push(entries === 1 ? "1 entry" : `${entries} entries`);
  if (after.term < before.term) lost.push(`term ${before.term}`);
  if (before.votedFor !== 0 && (after.term < before.term || after.votedFor === 0)) lost.push("its vote");
  return lost;
}
