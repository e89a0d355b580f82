import type { RaftCore } from "../../sut/index.ts";
import type { Chronicle, Letter, Step } from "../chronicle/chronicle.ts";
import { chronicle } from "../chronicle/chronicle-of.ts";
import type { Tape } from "../tape/tape.ts";

/** Where two runs of one tape part: the first step that is not the same in both. */
export interface Parting {
  /** Its place in both chronicles. */
  readonly step: number;
  readonly withMutant: Chronicle;
  readonly without: Chronicle;
}

/**
 * Plays a tape on two builds of the core and finds the first step in which something else happened: another observation,
 * another message, another state. Undefined if they are the same as long as both go on.
 */
export function findParting(tape: Tape, mutated: RaftCore, core: RaftCore): Parting | undefined {
  const withMutant = chronicle(tape, mutated);
  const without = chronicle(tape, core);
  const length = Math.min(withMutant.steps.length, without.steps.length);
  for (let step = 0; step < length; step++) {
    if (told(withMutant, step) !== told(without, step)) return { step, withMutant, without };
  }
  return undefined;
}

/** All that happened in a step, but not what became of its messages later. */
function told(chronicle: Chronicle, place: number): string {
  const { sent, ...step } = chronicle.steps[place]!;
  return JSON.stringify([step satisfies Omit<Step, "sent">, sent.map((one) => asSent(chronicle.messages[one]!))]);
}

function asSent({ arrivals, losses, sentAtUs, sentStep, ...said }: Letter) {
  return said;
}
