import type { Chronicle, Fact, Letter, Step } from "../../../fuzz/chronicle/chronicle.ts";
import { commandText } from "./operations.ts";

/** What happened, in a person's words. */

export function placeName(place: number, { nodes }: Chronicle): string {
  if (place === 0) return "the lab";
  return place <= nodes ? `n${place}` : `c${place - nodes}`;
}

/** Virtual time in seconds: "0.193 558 s". */
export function timeText(atUs: number): string {
  const fraction = String(atUs % 1_000_000).padStart(6, "0");
  return `${Math.floor(atUs / 1_000_000)}.${fraction.slice(0, 3)}\u2009${fraction.slice(3)} s`;
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
  const done = deeds.map(({ deed, nodes }) => {
    const hit = nodes.map((node) => placeName(node, chronicle)).join(", ");
    return `${deed.kind.replaceAll("-", " ")}${hit === "" ? "" : ` ${hit}`}`;
  });
  if (done.length === 0 && cut !== undefined) done.push("links are cut");
  if (done.length === 0 && mended !== undefined) done.push("links are mended");
  if (beginsCalm) done.push("the calm begins");
  return done.length === 0 ? "what the lab had ordered ends" : done.join("; ");
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

/** One observation: "n2 votes for n1 in term 4". */
export function factText({ name, args }: Fact, chronicle: Chronicle): string {
  const who = placeName(args[0], chronicle);
  switch (name) {
    case "restarted":
      return `${who} starts with term ${args[1]}, ${args[2] === 0 ? "no vote" : `a vote for n${args[2]}`}, log up to ${args[3]}`;
    case "crashed":
      return `${who} crashes`;
    case "termChanged":
      return `${who} enters term ${args[1]}`;
    case "becameLeader":
      return `${who} becomes leader of term ${args[1]}`;
    case "steppedDown":
      return `${who} stops leading term ${args[1]}`;
    case "voteRequested":
      return `${who} asks for votes in term ${args[1]}`;
    case "voteGranted":
      return `${who} votes for n${args[2]} in term ${args[1]}`;
    case "voteRefused":
      return `${who} refuses n${args[2]} in term ${args[1]}`;
    case "appendAcknowledged":
      return `${who} acknowledges up to ${args[2]} to n${args[3]}, term ${args[1]}`;
    case "appended":
      return `${who} appends entry ${args[1]} of term ${args[2]}`;
    case "truncated":
      return `${who} drops its entries from ${args[1]} on`;
    case "hardStatePersisted":
      return `${who}: term ${args[1]} and ${args[2] === 0 ? "no vote" : `the vote for n${args[2]}`} are durable`;
    case "entryPersisted":
      return `${who}: entry ${args[1]} of term ${args[2]} is durable`;
    case "durableTruncated":
      return `${who}: its disk drops entries from ${args[1]} on`;
    case "committed":
      return `${who} commits up to ${args[1]} in term ${args[2]}`;
    case "applied":
      return `${who} applies entry ${args[1]}`;
    case "machineRestored":
      return `${who}: its machine resumes after entry ${args[1]}`;
    case "commandApplied":
      return `${who}: entry ${args[1]} is command ${args[3]} of ${placeName(args[2], chronicle)}${args[4] === args[1] ? "" : ", not carried out again"}`;
    case "configurationAppended":
      return `${who}: entry ${args[1]} is a configuration, voters ${args[3].voters.join(" ")}`;
    case "snapshotTaken":
      return `${who} has a snapshot up to ${args[1]}`;
    case "snapshotInstalled":
      return `${who} installs a snapshot up to ${args[1]}`;
    case "snapshotPersisted":
      return `${who}: the snapshot up to ${args[1]} is durable`;
    case "durableCompacted":
      return `${who}: its disk drops entries up to ${args[1]}`;
    case "transferStarted":
      return `${who} begins to hand its leadership to n${args[2]}`;
    case "transferEnded":
      return `${who}: the hand-over to n${args[2]} ${args[3].replace("-", " ")}`;
    case "clientInvoked":
      return `${who} begins ${args[1]}: ${commandText(args[2])}`;
    case "clientRead":
      return `${who} begins ${args[1]}: ${commandText(args[2])} (${args[3]})`;
    case "clientReturned":
      return `${who} ${args[2] === 0 ? "gives up" : "has its answer to"} ${args[1]}`;
    case "clientSessionExpired":
      return `${who}: its session had expired, ${args[1]} is unknown`;
  }
}
