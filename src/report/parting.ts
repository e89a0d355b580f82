import type { Chronicle, NodeState } from "../fuzz/chronicle/chronicle.ts";
import type { Parting } from "../fuzz/diff/parting.ts";
import { factInWords } from "./fact-words.ts";
import { grouped, virtualSeconds } from "./numbers.ts";
import type { Paint } from "./paint.ts";
import { narrate } from "./story/narrate.ts";
import { sentence } from "./story/sentences.ts";
import { wrap } from "./wrap.ts";

const INDENT = "    ";

/** What a state consists of, in words that a value follows. */
const WORDS: Readonly<Record<Exclude<keyof NodeState, "node">, string>> = {
  role: "is",
  isPaused: "stands still:",
  term: "is in term",
  votedFor: "has voted for",
  leader: "takes for its leader",
  lastIndex: "has a log up to",
  durableIndex: "has on disk up to",
  commitIndex: "has committed up to",
  appliedIndex: "has applied up to",
  baseIndex: "has a snapshot up to",
  members: "counts as members",
};

/** Where a run with a planted bug and one without it part, and what happens there in each. */
export function describeParting(parting: Parting | undefined, mutant: string, paint: Paint, width: number): string[] {
  if (parting === undefined) return [`with and without ${mutant} everything is the same`];
  const { step, withMutant, without } = parting;
  const { atUs, event } = withMutant.steps[step]!;
  const side = (title: string, one: Chronicle, other: Chronicle): string[] => [
    `  ${paint.bold(title)}:`,
    ...onlyIn(one, other, step).flatMap((line) => wrap(line, width - INDENT.length, "  ").map((part) => INDENT + part)),
  ];
  return [
    ...wrap(
      `with and without ${mutant} the run is the same until event ${grouped(event)}, at ${virtualSeconds(atUs)} of ` +
        `virtual time: ${occasionOf(withMutant, step)}`,
      width,
      "  ",
    ),
    ...side(`with ${mutant}`, withMutant, without),
    ...side("without it", without, withMutant),
  ];
}

/** What the step began with. */
function occasionOf(chronicle: Chronicle, place: number): string {
  const step = chronicle.steps[place]!;
  const who = nameOf(chronicle, step.place);
  if (step.message !== undefined) {
    const { from, kind, term, text } = chronicle.messages[step.message]!;
    return `${who} gets the ${kind} of ${nameOf(chronicle, from)}${ofTerm(term)}, ${text}`;
  }
  return step.place === 0 ? "something is done to the cluster" : `${who} has the event "${step.kind}"`;
}

/** What happens on one side, and not on the other. */
function onlyIn(chronicle: Chronicle, other: Chronicle, place: number): string[] {
  const there = happenedIn(other, chronicle, place);
  const lines = happenedIn(chronicle, other, place).filter((line) => !there.includes(line));
  return lines.length === 0 ? ["nothing of that"] : lines;
}

/**
 * What is told of it, what it sends, and the states that are not the same on the other side; what was observed in it,
 * where the story tells both sides alike.
 */
function happenedIn(chronicle: Chronicle, other: Chronicle, place: number): string[] {
  const { facts, sent, states } = chronicle.steps[place]!;
  const narrated = narrate(chronicle, [place]).map(sentence);
  const isToldAlike = narrated.join() === narrate(other, [place]).map(sentence).join();
  const changed = [...states, ...other.steps[place]!.states].map(({ node }) => node);
  return [
    ...narrated,
    ...(isToldAlike ? facts : []).map((fact) => `${nameOf(chronicle, fact.args[0])}: ${factInWords(fact)}`),
    ...sent.map((letter) => describeSent(chronicle, letter)),
    ...[...new Set(changed)].flatMap((node) => describeState(chronicle, other, node, place)),
  ];
}

function describeSent(chronicle: Chronicle, letter: number): string {
  const { from, kind, term, text, to } = chronicle.messages[letter]!;
  return `${nameOf(chronicle, from)} sends ${nameOf(chronicle, to)} ${withArticle(kind)}${ofTerm(term)}: ${text}`;
}

function describeState(chronicle: Chronicle, other: Chronicle, node: number, place: number): string[] {
  const here = stateOf(chronicle, node, place);
  const there = stateOf(other, node, place);
  if (here === undefined || there === undefined) return [];
  const fields = (Object.keys(WORDS) as (keyof typeof WORDS)[]).filter((field) => here[field] !== there[field]);
  return fields.map((field) => `n${node} ${WORDS[field]} ${fieldOf(here, field)}`);
}

function fieldOf(state: NodeState, field: keyof typeof WORDS): string {
  const value = state[field];
  if (field !== "votedFor" && field !== "leader") return String(value);
  return value === 0 ? "nobody" : `n${value}`;
}

/** After the step. */
function stateOf({ steps }: Chronicle, node: number, place: number): NodeState | undefined {
  const isOfNode = (state: NodeState): boolean => state.node === node;
  return steps
    .slice(0, place + 1)
    .findLast(({ states }) => states.some(isOfNode))
    ?.states.find(isOfNode);
}

function nameOf({ nodes }: Chronicle, place: number): string {
  return place <= nodes ? `n${place}` : `client ${place}`;
}

function withArticle(word: string): string {
  return `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
}

function ofTerm(term: number): string {
  return term === 0 ? "" : ` of term ${term}`;
}
