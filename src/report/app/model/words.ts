import type { Chronicle, Fact, Letter, Step } from "../../../fuzz/chronicle/chronicle.ts";
import { factInWords } from "../../fact-words.ts";
import { commandText } from "./operations.ts";

/** What happened, in a person's words. */

/** Clients are numbered on behind the nodes, as everywhere. */
export function placeName(place: number, { nodes }: Chronicle): string {
  if (place === 0) return "the lab";
  return place <= nodes ? `n${place}` : `c${place}`;
}

/** Virtual time in seconds, never broken over lines: "0.193 558 s". */
export function timeText(atUs: number): string {
  const fraction = String(atUs % 1_000_000).padStart(6, "0");
  return `${Math.floor(atUs / 1_000_000)}.${fraction.slice(0, 3)}\u202f${fraction.slice(3)}\u00a0s`;
}

/** One line for a step: "n2 receives a vote-request from n1". */
export function stepText(step: Step, chronicle: Chronicle): string {
  const name = placeName(step.place, chronicle);
  const letter = step.message === undefined ? undefined : chronicle.messages[step.message];
  switch (step.kind) {
    case "start":
      return `${name} starts`;
    case "message":
      if (letter === undefined) return `${name} receives a message that was sent before this report begins`;
      return `${name} receives ${kindText(letter)} from ${placeName(letter.from, chronicle)}`;
    case "timer":
      return `a timer of ${name} fires`;
    case "synced":
      return `${name}: what it wrote is durable`;
    case "sync-failed":
      return `${name}: a sync of its disk fails`;
    case "read":
      return `${name} has read its disk`;
    case "unreachable":
      return `${name} learns that somebody is unreachable`;
    case "resume":
      return `${name} goes on after its pause`;
    case "deeds":
      return deedsText(step, chronicle);
  }
}

function deedsText({ beginsCalm, cut, deeds = [], mended }: Step, chronicle: Chronicle): string {
  const done = deeds.map((deed) => deedText(deed, chronicle));
  if (done.length === 0 && cut !== undefined) done.push("links are cut");
  if (done.length === 0 && mended !== undefined) done.push("links are mended");
  if (beginsCalm) done.push("the calm begins");
  return done.length === 0 ? "what the lab had ordered ends" : done.join("; ");
}

/** What the lab did, and to whom: "crash n2". */
export function deedText({ deed, nodes }: NonNullable<Step["deeds"]>[number], chronicle: Chronicle): string {
  const kind = deed.kind === "instruct" ? deed.instruction.kind : deed.kind;
  return [kind.replaceAll("-", " "), ...nodes.map((node) => placeName(node, chronicle))].join(" ");
}

export function kindText({ agrees, kind }: Pick<Letter, "kind" | "agrees">): string {
  const words = kind.replaceAll("-", " ");
  const article = /^[aeiou]/.test(words) ? "an" : "a";
  return `${article} ${words}${agrees === undefined ? "" : agrees ? " (yes)" : " (no)"}`;
}

/** What became of a message: "arrived after 12.3 ms", "lost on the way". */
export function fateText({ arrivals, losses, sentAtUs }: Letter): string {
  const fates = [
    ...arrivals.map(
      ({ atUs, overtaken }) => `arrived after ${(atUs - sentAtUs) / 1000} ms${overtaken ? ", overtaken" : ""}`,
    ),
    ...losses.map(({ why }) => LOSSES[why]),
  ];
  if (arrivals.length > 1) fates.push("duplicated");
  return fates.length === 0 ? "still under way" : fates.join("; ");
}

const LOSSES = {
  lost: "lost on the way",
  cut: "not sent: the link was cut",
  "cut in flight": "lost when its link was cut",
  "nobody up": "lost: nobody was up to receive it",
  damaged: "damaged on the way",
} as const;

/** One observation: "n2: votes for n1 in term 4". */
export function factText(fact: Fact, chronicle: Chronicle): string {
  const command = fact.name === "clientInvoked" || fact.name === "clientRead" ? `, ${commandText(fact.args[2])}` : "";
  return `${placeName(fact.args[0], chronicle)}: ${factInWords(fact)}${command}`;
}
