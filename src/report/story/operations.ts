import type { Fact } from "../../fuzz/chronicle/chronicle.ts";
import { factInWords } from "../fact-words.ts";
import { joined } from "./lists.ts";
import { type FactOf, type Scene, tellPlain, told } from "./scene.ts";

/** A client asks for something that does not go through the log. */
export function tellRead(scene: Scene, [client, sequence, , consistency]: FactOf<"clientRead">["args"]): void {
  const asked = consistency === "eventual" ? "something by gossip" : `${anA(consistency)} read`;
  tellPlain(scene, `client ${client} asks for ${asked}, its operation ${sequence}`);
}

/** Only a read is answered as of an index before anything was applied there. */
export function tellReturn(scene: Scene, [client, sequence, index]: FactOf<"clientReturned">["args"]): void {
  const { known, letter, step, timeline } = scene;
  const from = letter === undefined ? "" : ` by n${letter.from}`;
  const isRead = known.reads.has(`${client} ${sequence}`);
  const outcome = index > 0 ? `was applied at ${index}` : "has no known outcome";
  const text = isRead
    ? `client ${client} has its read, operation ${sequence}, answered${from} as of index ${index}`
    : `client ${client} is told${from} that its operation ${sequence} ${outcome}`;
  timeline.add({ kind: "plain", text, about: "answer", atUs: step.atUs, steps: [scene.at], nodes: [] });
}

/** What is observed so often that it is told only where it breaks something. */
const QUIET: readonly Fact["name"][] = ["sessionTimed", "commandApplied", "logRestored", "machineRestored"];

/** If nothing of the step was worth a line, then what was observed in it. */
export function tellContradicting(scene: Scene): void {
  const { at, chronicle, letter, step, timeline } = scene;
  // That the calm was too long for something shows in what did not happen, and in no step of its own.
  const isOfCalm = chronicle.violation?.invariant === "liveness";
  if (isOfCalm || timeline.items.some(({ steps }) => steps.includes(at))) return;
  const who = step.place <= chronicle.nodes ? `n${step.place}` : `client ${step.place}`;
  const gets =
    letter === undefined ? [] : [`gets the ${letter.kind} of ${nameOf(scene, letter.from)} (${letter.text})`];
  const facts = step.facts.filter(({ args, name }) => args[0] === step.place && !QUIET.includes(name)).map(factInWords);
  if (step.place === 0 || gets.length + facts.length === 0) return;
  const text = gets.length === 0 ? `${who}: ${facts.join(", ")}` : `${who} ${joined([...gets, ...facts])}`;
  timeline.add({ kind: "plain", text, about: "node", ...told(scene, step.place) });
}

function nameOf({ chronicle }: Scene, endpoint: number): string {
  return endpoint <= chronicle.nodes ? `n${endpoint}` : `client ${endpoint}`;
}

function anA(word: string): string {
  return `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
}
