import type { Chronicle, Fact, Step } from "../fuzz/chronicle/chronicle.ts";
import { factInWords } from "./fact-words.ts";

/** How ShiViz finds events in the log: its field for a "log parsing regular expression". */
export const SHIVIZ_PARSER = "(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})";

type Clock = Map<string, number>;

/**
 * A chronicle as a log for ShiViz: for each event a line of words, and one with its host and vector clock. What was done
 * to a node from outside is an event of that node.
 */
export function shivizLog(chronicle: Chronicle): string {
  const clocks = new Map<string, Clock>();
  /** As of their sending. */
  const sent: Clock[] = [];
  const lines: string[] = [];
  for (const step of chronicle.steps) {
    for (const place of placesOf(chronicle, step)) {
      const host = hostName(chronicle, place);
      const clock = clocks.get(host) ?? new Map<string, number>();
      clocks.set(host, clock);
      if (step.message !== undefined && place === step.place) merge(clock, sent[step.message]!);
      clock.set(host, (clock.get(host) ?? 0) + 1);
      const copy = new Map(clock);
      for (const letter of step.sent) if (chronicle.messages[letter]!.from === place) sent[letter] = copy;
      lines.push(eventText(chronicle, step, place), `${host} ${JSON.stringify(Object.fromEntries(clock))}`);
    }
  }
  return lines.map((line) => `${line}\n`).join("");
}

/** Whoever did something in the step, or had something done to it. */
function placesOf({ messages }: Chronicle, { facts, place, sent, deeds = [] }: Step): number[] {
  if (place > 0) return [place];
  const places = [
    ...deeds.flatMap(({ nodes }) => nodes),
    ...facts.map(({ args }) => args[0]),
    ...sent.map((letter) => messages[letter]!.from),
  ];
  return [...new Set(places)].sort((one, other) => one - other);
}

function eventText(chronicle: Chronicle, step: Step, place: number): string {
  const { messages } = chronicle;
  const letter = step.message === undefined ? undefined : messages[step.message];
  const what =
    letter === undefined ? step.kind : `${letter.kind} from ${hostName(chronicle, letter.from)}: ${letter.text}`;
  const deeds = (step.deeds ?? []).filter(({ nodes }) => nodes.includes(place)).map(({ deed }) => deed.kind);
  const facts = step.facts.filter((fact) => isOf(fact, place)).map(factInWords);
  const milliseconds = (step.atUs / 1000).toFixed(3);
  return [`${milliseconds} ms ${what}`, ...deeds, ...facts].join("; ").replace(/[\r\n\u2028\u2029]+/g, " ");
}

function isOf({ args }: Fact, place: number): boolean {
  return args[0] === place;
}

/** Nodes and clients are both numbered through. */
function hostName({ nodes }: Chronicle, place: number): string {
  return place <= nodes ? `n${place}` : `client${place}`;
}

function merge(into: Clock, from: Clock): void {
  for (const [host, count] of from) if (count > (into.get(host) ?? 0)) into.set(host, count);
}
