import type { Chronicle, Letter, NodeState, Step } from "../../fuzz/chronicle/chronicle.ts";
import { openingFacts } from "./opening.ts";
import type { StoryLine } from "./report-data.ts";

/** A chronicle that a browser can hold: the end of a longer one. */
export interface Excerpt {
  readonly chronicle: Chronicle;
  readonly causes: readonly number[];
  /** All of it; of its steps those that are there. */
  readonly story: readonly StoryLine[];
  /** How many steps were left out, all of them before the first, and how many of those were causes. */
  readonly omittedSteps: number;
  readonly omittedCauses: number;
}

/** The last steps, at most so many. Nodes begin in the state in which the steps left out had brought them. */
export function excerpt(
  chronicle: Chronicle,
  causes: readonly number[],
  story: readonly StoryLine[],
  maxSteps: number,
): Excerpt {
  const cut = chronicle.steps.length - maxSteps;
  if (cut <= 0) return { chronicle, causes, story, omittedSteps: 0, omittedCauses: 0 };
  const renumbered = new Map<number, number>();
  for (const [at, letter] of chronicle.messages.entries()) {
    if (letter.sentStep >= cut) renumbered.set(at, renumbered.size);
  }
  const messages = chronicle.messages.filter((_, at) => renumbered.has(at)).map((letter) => earlierBy(letter, cut));
  const steps = chronicle.steps.slice(cut).map((step) => withMessages(step, renumbered));
  const rest = chronicle.steps.slice(0, cut);
  steps[0] = afterTheRest(steps[0]!, rest);
  const kept = causes.filter((step) => step >= cut);
  return {
    chronicle: {
      ...chronicle,
      opening: openingFacts(rest),
      steps,
      messages,
      violationStep: Math.max(0, chronicle.violationStep - cut),
    },
    causes: kept.map((step) => step - cut),
    story: story.map((line) => ({
      ...line,
      steps: line.steps.filter((step) => step >= cut).map((step) => step - cut),
    })),
    omittedSteps: cut,
    omittedCauses: causes.length - kept.length,
  };
}

function earlierBy(letter: Letter, cut: number): Letter {
  const arrivals = letter.arrivals.map((arrival) => ({ ...arrival, step: arrival.step - cut }));
  return { ...letter, sentStep: letter.sentStep - cut, arrivals };
}

function withMessages({ message, ...step }: Step, renumbered: ReadonlyMap<number, number>): Step {
  const sent = step.sent.map((letter) => renumbered.get(letter)!);
  const received = message === undefined ? undefined : renumbered.get(message);
  return { ...step, sent, ...(received === undefined ? {} : { message: received }) };
}

/** The first step of an excerpt also tells the states with which it begins, and the links then cut. */
function afterTheRest(first: Step, rest: readonly Step[]): Step {
  const states = new Map<number, NodeState>();
  const cut = new Map<string, readonly [number, number]>();
  for (const step of rest) {
    for (const state of step.states) states.set(state.node, state);
    for (const link of step.cut ?? []) cut.set(link.join(), link);
    for (const link of step.mended ?? []) cut.delete(link.join());
  }
  for (const state of first.states) states.set(state.node, state);
  return { ...first, states: [...states.values()], cut: [...cut.values(), ...(first.cut ?? [])] };
}
