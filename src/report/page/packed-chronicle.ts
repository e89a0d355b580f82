import type { Chronicle, Letter, NodeState, Step } from "../../fuzz/chronicle/chronicle.ts";
import { differences, type PackedWords, packWords } from "./columns.ts";
import { type PackedTexts, packTexts } from "./packed-texts.ts";

/**
 * A chronicle by columns. What a step has many of (facts, states, messages sent) is kept for all steps together, beside
 * the counts of each step.
 */
export interface PackedChronicle {
  readonly head: Pick<Chronicle, "nodes" | "founders" | "clients" | "opening" | "violation" | "violationStep">;
  readonly steps: PackedSteps;
  readonly facts: { readonly names: PackedWords; readonly args: PackedTexts };
  readonly states: PackedStates;
  readonly letters: PackedLetters;
}

interface PackedSteps {
  readonly event: readonly number[];
  readonly atUs: readonly number[];
  readonly kind: PackedWords;
  readonly place: readonly number[];
  /** 0: none; otherwise one more than the difference to the message before. */
  readonly message: readonly number[];
  readonly facts: readonly number[];
  readonly states: readonly number[];
  /** What few steps have: deeds, links that were cut and mended, the beginning of the calm. */
  readonly rest: readonly (readonly [step: number, rest: Partial<Step>])[];
}

interface PackedStates {
  readonly words: { readonly role: PackedWords; readonly members: PackedWords };
  /** Numbers of the states, by field; each the difference to the state before of the same node. */
  readonly numbers: Readonly<Record<StateNumber, readonly number[]>>;
  readonly node: readonly number[];
  readonly isPaused: readonly number[];
}

export const STATE_NUMBERS = [
  "term",
  "votedFor",
  "leader",
  "lastIndex",
  "durableIndex",
  "commitIndex",
  "appliedIndex",
  "baseIndex",
] as const;
export type StateNumber = (typeof STATE_NUMBERS)[number];

interface PackedLetters {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly kind: PackedWords;
  readonly term: readonly number[];
  readonly text: PackedTexts;
  /** 0: no; 1: yes; 2: neither. */
  readonly agrees: readonly number[];
  /** How many entries it brings; then the indexes and terms of all, as differences. */
  readonly entries: readonly number[];
  /** 0: none; otherwise one more than the index up to which it agrees. */
  readonly upTo: readonly number[];
  readonly entryIndexes: readonly number[];
  readonly entryTerms: readonly number[];
  readonly sentStep: readonly number[];
  /** After the step in which it was sent began; nearly always 0. */
  readonly sentAfterUs: readonly number[];
  /** How many frames arrived, and the steps from the sending to each. */
  readonly arrivals: readonly number[];
  readonly arrivalSteps: readonly number[];
  readonly arrivalsAfterUs: readonly number[];
  readonly overtaken: readonly number[];
  readonly losses: readonly number[];
  readonly why: PackedWords;
  readonly lostAfterUs: readonly number[];
}

export function packChronicle(chronicle: Chronicle): PackedChronicle {
  const { steps, messages, ...head } = chronicle;
  const facts = steps.flatMap((step) => step.facts);
  return {
    head,
    steps: packSteps(steps),
    facts: {
      names: packWords(facts.map(({ name }) => name)),
      args: packTexts(facts.map(({ args }) => JSON.stringify(withoutUndefinedEnd(args)))),
    },
    states: packStates(steps.flatMap((step) => step.states)),
    letters: packLetters(messages, steps),
  };
}

/** In JSON what is undefined at the end of a list would be null; what is not there is undefined. */
function withoutUndefinedEnd(args: readonly unknown[]): readonly unknown[] {
  return args.slice(0, args.findLastIndex((value) => value !== undefined) + 1);
}

function packSteps(steps: readonly Step[]): PackedSteps {
  const received = steps.map(({ message }) => message);
  let before = 0;
  return {
    event: differences(steps.map(({ event }) => event)),
    atUs: differences(steps.map(({ atUs }) => atUs)),
    kind: packWords(steps.map(({ kind }) => kind)),
    place: steps.map(({ place }) => place),
    message: received.map((message) => {
      if (message === undefined) return 0;
      const difference = message - before;
      before = message;
      return difference < 0 ? difference : difference + 1;
    }),
    facts: steps.map(({ facts }) => facts.length),
    states: steps.map(({ states }) => states.length),
    rest: steps.flatMap(({ event, atUs, kind, place, message, sent, facts, states, ...rest }, at) =>
      Object.keys(rest).length === 0 ? [] : [[at, rest] as const],
    ),
  };
}

function packStates(states: readonly NodeState[]): PackedStates {
  const before = new Map<number, NodeState>();
  const numbers = STATE_NUMBERS.map((name): [StateNumber, number[]] => [name, []]);
  for (const state of states) {
    const last = before.get(state.node);
    for (const [name, column] of numbers) column.push(state[name] - (last?.[name] ?? 0));
    before.set(state.node, state);
  }
  return {
    words: {
      role: packWords(states.map(({ role }) => role)),
      members: packWords(states.map(({ members }) => members)),
    },
    numbers: Object.fromEntries(numbers) as Record<StateNumber, number[]>,
    node: states.map(({ node }) => node),
    isPaused: states.map(({ isPaused }) => Number(isPaused)),
  };
}

function packLetters(letters: readonly Letter[], steps: readonly Step[]): PackedLetters {
  const arrivals = letters.flatMap((letter) => letter.arrivals.map((arrival) => ({ letter, arrival })));
  const entries = letters.flatMap((letter) => letter.entries ?? []);
  const losses = letters.flatMap((letter) => letter.losses.map((loss) => ({ letter, loss })));
  return {
    from: letters.map(({ from }) => from),
    to: letters.map(({ to }) => to),
    kind: packWords(letters.map(({ kind }) => kind)),
    term: letters.map(({ term }) => term),
    text: packTexts(letters.map(({ text }) => text)),
    agrees: letters.map(({ agrees }) => (agrees === undefined ? 2 : Number(agrees))),
    entries: letters.map(({ entries }) => entries?.length ?? 0),
    upTo: differences(letters.map(({ upTo }) => (upTo ?? -1) + 1)),
    entryIndexes: differences(entries.map(([index]) => index)),
    entryTerms: differences(entries.map(([, term]) => term)),
    sentStep: differences(letters.map(({ sentStep }) => sentStep)),
    sentAfterUs: letters.map(({ sentStep, sentAtUs }) => sentAtUs - steps[sentStep]!.atUs),
    arrivals: letters.map(({ arrivals }) => arrivals.length),
    arrivalSteps: arrivals.map(({ letter, arrival }) => arrival.step - letter.sentStep),
    arrivalsAfterUs: arrivals.map(({ arrival }) => arrival.atUs - steps[arrival.step]!.atUs),
    overtaken: arrivals.map(({ arrival }) => Number(arrival.overtaken)),
    losses: letters.map(({ losses }) => losses.length),
    why: packWords(losses.map(({ loss }) => loss.why)),
    lostAfterUs: losses.map(({ letter, loss }) => loss.atUs - letter.sentAtUs),
  };
}
