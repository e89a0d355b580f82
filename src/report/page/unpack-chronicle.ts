import type {
  Arrival,
  Chronicle,
  EntryName,
  Fact,
  Letter,
  Loss,
  NodeState,
  Step,
} from "../../fuzz/chronicle/chronicle.ts";

import { sums, unpackWords } from "./columns.ts";
import { type PackedChronicle, STATE_NUMBERS, type StateNumber } from "./packed-chronicle.ts";
import { join, unpackTexts } from "./packed-texts.ts";

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/** The chronicle that was packed. */
export function unpackChronicle(packed: PackedChronicle): Chronicle {
  const events = sums(packed.steps.event);
  const times = sums(packed.steps.atUs);
  const messages = unpackLetters(packed.letters, times);
  const sent = times.map((): number[] => []);
  for (let at = 0; at < messages.length; at++) sent[messages[at]!.sentStep]!.push(at);
  return { ...packed.head, steps: unpackSteps(packed, events, times, sent), messages };
}

function unpackSteps(packed: PackedChronicle, events: number[], times: number[], sent: number[][]): Step[] {
  const { kind, message, place, rest, facts, states } = packed.steps;
  const kinds = unpackWords(kind) as Step["kind"][];
  const nextFacts = slices(unpackFacts(packed.facts));
  const nextStates = slices(unpackStates(packed.states));
  let received = 0;
  const steps = times.map((atUs, at): Step => {
    const step: Mutable<Step> = {
      event: events[at]!,
      atUs,
      kind: kinds[at]!,
      place: place[at]!,
      sent: sent[at]!,
      facts: nextFacts(facts[at]!),
      states: nextStates(states[at]!),
    };
    const code = message[at]!;
    if (code === 0) return step;
    received += code > 0 ? code - 1 : code;
    step.message = received;
    return step;
  });
  for (const [at, extras] of rest) steps[at] = { ...steps[at]!, ...extras };
  return steps;
}

/** Hands out a list in pieces, from its beginning. */
function slices<Value>(values: readonly Value[]): (count: number) => Value[] {
  let at = 0;
  return (count) => {
    at += count;
    return values.slice(at - count, at);
  };
}

const ONLY_NUMBERS = /^\[,*\]$/;

function unpackFacts({ names, args }: PackedChronicle["facts"]): Fact[] {
  const name = unpackWords(names);
  const plain = new Map<readonly string[], boolean>();
  const values = unpackTexts(args, (pieces, numbers) => {
    if (!plain.has(pieces)) plain.set(pieces, ONLY_NUMBERS.test(pieces.join("")) && pieces.length > 1);
    return plain.get(pieces) ? numbers : (JSON.parse(join(pieces, numbers)) as unknown[]);
  });
  return values.map((args, at) => ({ name: name[at]!, args }) as unknown as Fact);
}

function unpackStates({ words, numbers, node, isPaused }: PackedChronicle["states"]): NodeState[] {
  const roles = unpackWords(words.role) as NodeState["role"][];
  const members = unpackWords(words.members);
  const before = new Map<number, Record<StateNumber, number>>();
  return node.map((node, at) => {
    const last = before.get(node);
    const now = Object.fromEntries(
      STATE_NUMBERS.map((name) => [name, numbers[name][at]! + (last?.[name] ?? 0)]),
    ) as Record<StateNumber, number>;
    before.set(node, now);
    return { node, role: roles[at]!, isPaused: isPaused[at] === 1, members: members[at]!, ...now };
  });
}

function unpackLetters(packed: PackedChronicle["letters"], times: readonly number[]): Letter[] {
  const kinds = unpackWords(packed.kind);
  const texts = unpackTexts(packed.text, join);
  const why = unpackWords(packed.why) as Loss["why"][];
  const upTo = sums(packed.upTo);
  const indexes = sums(packed.entryIndexes);
  const terms = sums(packed.entryTerms);
  const nextEntries = slices(indexes.map((index, at): EntryName => [index, terms[at]!]));
  let arrival = 0;
  let loss = 0;
  return sums(packed.sentStep).map((sentStep, at): Letter => {
    const sentAtUs = times[sentStep]! + packed.sentAfterUs[at]!;
    const arrivals: Arrival[] = [];
    for (let count = packed.arrivals[at]!; count > 0; count--, arrival++) {
      const step = sentStep + packed.arrivalSteps[arrival]!;
      const atUs = times[step]! + packed.arrivalsAfterUs[arrival]!;
      arrivals.push({ step, atUs, overtaken: packed.overtaken[arrival] === 1 });
    }
    const losses: Loss[] = [];
    for (let count = packed.losses[at]!; count > 0; count--, loss++) {
      losses.push({ why: why[loss]!, atUs: sentAtUs + packed.lostAfterUs[loss]! });
    }
    const letter: Mutable<Letter> = {
      from: packed.from[at]!,
      to: packed.to[at]!,
      kind: kinds[at]!,
      term: packed.term[at]!,
      text: texts[at]!,
      sentStep,
      sentAtUs,
      arrivals,
      losses,
    };
    if (packed.agrees[at] !== 2) letter.agrees = packed.agrees[at] === 1;
    if (packed.entries[at] !== 0) letter.entries = nextEntries(packed.entries[at]!);
    if (upTo[at] !== 0) letter.upTo = upTo[at]! - 1;
    return letter;
  });
}
