import type { Violation } from "../../../invariants/index.ts";
import { describePayload, type PayloadWords } from "../../sut/index.ts";
import type { ClusterSystem } from "./cluster-system.ts";
import { violationOf } from "./failure.ts";
import { isSlow, kindOf, type MoveKind, peerOfPair, whichOf } from "./move.ts";
import { SUPPLIED } from "./observed-names.ts";
import { type Observed, tell } from "./recorder.ts";
import { follow, shorterPath } from "./shorter-path.ts";
import { appointFor } from "./verdicts.ts";

/** One move of a counterexample, and what could be observed of it. */
export interface Step {
  readonly what: MoveKind["name"];
  readonly node: number;
  /** Of what arrives, who sent it; of a connection that breaks, with whom it was. Otherwise 0. */
  readonly peer: number;
  /** What arrives. */
  readonly letter: PayloadWords | undefined;
  /** That arrived there before. */
  readonly again: boolean;
  /** What the node writes in answer is not durable yet. */
  readonly slowly: boolean;
  readonly observed: readonly Observed[];
}

/** How something broke: a history without a needless move, and without any where it broke at the start. */
export interface Counterexample {
  readonly steps: readonly Step[];
  /** Its event is the step, from 1; 0 at the start. */
  readonly violation: Violation;
}

/** What the moves of a path that the search found come to. */
export function counterexampleOf(system: ClusterSystem, found: readonly number[]): Counterexample {
  const path = shorterPath(system, found);
  const states = follow(system, path);
  if (states === undefined) throw new Error(`What broke does not break again: ${found.join(", ")}`);
  const judge = appointFor(system.scope.nodes, SUPPLIED);
  for (const observed of system.firstObserved) tell(judge, system.steps.batches.at(observed));
  const steps: Step[] = [];
  for (const [place, move] of path.entries()) {
    const event = place + 1;
    const { effect, node } = system.effectOf(states[place]!, move);
    const observed = system.steps.batches.at(effect.observed);
    steps.push(stepOf(system, path, place, node, observed));
    judge.setNow(event, 0);
    tell(judge, observed);
    const violation = effect.failure === undefined ? judge.violations[0] : violationOf(effect.failure, event);
    if (violation !== undefined) return { steps, violation };
  }
  throw new Error("Nothing breaks when the judge is told all of it again.");
}

function stepOf(
  system: ClusterSystem,
  path: readonly number[],
  place: number,
  node: number,
  observed: readonly Observed[],
): Step {
  const move = path[place]!;
  const { name: what } = kindOf(move);
  const letter = what === "deliver" ? system.steps.letters.at(whichOf(move)) : undefined;
  return {
    what,
    node,
    peer: letter?.from ?? (what === "drop" ? peerOfPair(whichOf(move)) : 0),
    letter: letter && describePayload(letter.payload),
    again: what === "deliver" && path.slice(0, place).some((earlier) => isSame(earlier, move)),
    slowly: isSlow(move),
    observed,
  };
}

/** But perhaps for how fast the disk is. */
function isSame(one: number, other: number): boolean {
  return kindOf(one) === kindOf(other) && whichOf(one) === whichOf(other);
}
