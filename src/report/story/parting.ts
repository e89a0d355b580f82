import type { Chronicle } from "../../fuzz/chronicle/chronicle.ts";
import type { Parting } from "../../fuzz/chronicle/parting.ts";
import { grouped, virtualSeconds } from "../numbers.ts";
import { wrap } from "../wrap.ts";
import { nodeList } from "./lists.ts";
import { narrate } from "./narrate.ts";
import { sentence } from "./sentences.ts";

/** Two chronicles of one tape, and what each of the two runs is called: "with figure-8", "without it". */
export interface TwoRuns {
  readonly one: Chronicle;
  readonly other: Chronicle;
  readonly names: readonly [one: string, other: string];
}

/** Where two runs of one tape part, and what each of them did there: lines for a terminal of so many columns. */
export function describeParting({ names, one, other }: TwoRuns, parting: Parting | undefined, width: number): string[] {
  if (parting === undefined) return wrap(`${names[0]} and ${names[1]} the same happens, step for step`, width, "  ");
  const { sameEvent, step } = parting;
  const told = one.steps[step] ?? other.steps[step];
  const when =
    told === undefined ? "at the end" : `after event ${grouped(told.event)}, at ${virtualSeconds(told.atUs)}`;
  const chronicle = one.steps[step] === undefined ? other : one;
  const occasion = sameEvent ? `, when ${occasionInWords(chronicle, step)}` : "";
  return [
    ...wrap(`they part ${sameEvent ? when.replace("after", "in") : when}${occasion}:`, width, "  "),
    ...runInWords(one, step, names[0], sameEvent, width),
    ...runInWords(other, step, names[1], sameEvent, width),
  ];
}

function runInWords(chronicle: Chronicle, step: number, name: string, sameEvent: boolean, width: number): string[] {
  if (chronicle.steps[step] === undefined) return wrap(`  ${name}: nothing more happens`, width, "    ");
  const occasion = sameEvent ? [] : [occasionInWords(chronicle, step)];
  const text = [...occasion, ...outcomeInWords(chronicle, step)].join("; ");
  return wrap(`${name}: ${text === "" ? "nothing comes of it" : text}`, width - 2, "  ").map((line) => `  ${line}`);
}

/** What happened in a step, whatever came of it. */
export function occasionInWords({ messages, steps }: Chronicle, at: number): string {
  const { deeds = [], kind, message, place } = steps[at]!;
  const who = `n${place}`;
  switch (kind) {
    case "message": {
      const { from, kind: what, text } = messages[message!]!;
      return `a ${what} reaches ${who} from n${from} (${text})`;
    }
    case "start":
      return `${who} starts`;
    case "timer":
      return `the timer of ${who} rings`;
    case "synced":
      return `the disk of ${who} has synced`;
    case "sync-failed":
      return `a sync of the disk of ${who} has failed`;
    case "read":
      return `the disk of ${who} has read`;
    case "unreachable":
      return `${who} notices that a peer cannot be reached`;
    case "resume":
      return `${who} goes on after a pause`;
    case "deeds":
      return deeds.length === 0 ? "something ends" : `the tape says: ${deeds.map(({ deed }) => deed.kind).join(", ")}`;
  }
}

/** What came of it: what is told of it in a story, what else is different of the nodes, and what was sent. */
function outcomeInWords(chronicle: Chronicle, at: number): string[] {
  const { messages, steps } = chronicle;
  const { facts, sent } = steps[at]!;
  const upTo = { ...chronicle, steps: steps.slice(0, at + 1) };
  const told = narrate(upTo, [at]).map(sentence);
  const names = [...new Set(facts.map(({ name }) => name))].join(", ");
  const kinds = [...new Set(sent.map((place) => `${messages[place]!.kind} (${messages[place]!.text})`))];
  const sends = kinds.map((kind) => {
    const to = sent.filter((place) => `${messages[place]!.kind} (${messages[place]!.text})` === kind);
    return `sends ${kind} to ${nodeList(to.map((place) => messages[place]!.to))}`;
  });
  return [...(told.length > 0 || names === "" ? told : [`observed: ${names}`]), ...sends];
}
