import type { Chronicle, Letter } from "./chronicle.ts";

/** Where two runs of one tape part. */
export interface Parting {
  /** The number of the first step that is not the same in both; in one that ends before, it is past the end. */
  readonly step: number;
  /** The same comes to pass in it, and only what follows from it differs; otherwise something else happens at all. */
  readonly sameEvent: boolean;
}

/** The first step at which two chronicles part; undefined if one goes as far as the other does, and alike. */
export function partingOf(one: Chronicle, other: Chronicle): Parting | undefined {
  const length = Math.min(one.steps.length, other.steps.length);
  for (let step = 0; step < length; step++) {
    if (occasionOf(one, step) !== occasionOf(other, step)) return { step, sameEvent: false };
    if (outcomeOf(one, step) !== outcomeOf(other, step)) return { step, sameEvent: true };
  }
  return one.steps.length === other.steps.length ? undefined : { step: length, sameEvent: false };
}

/** What happened: up to here all messages have the same numbers in both. */
function occasionOf({ steps }: Chronicle, at: number): string {
  const { atUs, deeds, event, kind, message, place } = steps[at]!;
  return JSON.stringify([event, atUs, kind, place, message, deeds]);
}

function outcomeOf({ messages, steps }: Chronicle, at: number): string {
  const { beginsCalm, cut, facts, mended, sent, states } = steps[at]!;
  return JSON.stringify([beginsCalm, cut, mended, facts, states, sent.map((place) => contentsOf(messages[place]!))]);
}

/** What becomes of it later is another step's matter. */
function contentsOf({ from, kind, term, text, to }: Letter): unknown {
  return [from, to, kind, term, text];
}
