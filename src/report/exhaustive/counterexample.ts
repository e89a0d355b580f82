import type { Counterexample, Step } from "../../fuzz/exhaustive/counterexample.ts";
import { counted } from "../numbers.ts";
import type { Paint } from "../paint.ts";
import { indented, wrap } from "../wrap.ts";
import { consequencesOf } from "./consequences.ts";

const INDENT = "  ";

/** What broke, and how it came about, one numbered line a step. */
export function describeCounterexample(
  { steps, violation: { event, invariant, message, nodes } }: Counterexample,
  paint: Paint,
  width: number,
): string[] {
  const who = nodes.length === 0 ? "" : `, ${nodes.length === 1 ? "node" : "nodes"} ${nodes.join(", ")}`;
  const told = indented(inSteps(message), width);
  if (steps.length === 0) {
    return [paint.red.bold("FAIL before the first move"), `${paint.red(invariant)} is violated${who}:`, ...told];
  }
  const digits = String(steps.length).length;
  return [
    paint.red.bold(`FAIL after ${counted(steps.length, "move")}`),
    `${paint.red(invariant)} is violated at step ${event}${who}:`,
    ...told,
    "",
    ...steps.flatMap((step, place) => {
      const number = `${INDENT}${String(place + 1).padStart(digits)}. `;
      const lines = wrap(tellStep(step), width - number.length, "");
      return lines.map((line, at) => (at === 0 ? number : " ".repeat(number.length)) + line);
    }),
  ];
}

/** A step as a sentence, without its full stop. */
export function tellStep(step: Step): string {
  const consequences = consequencesOf(step);
  const slow = step.slowly ? ["what it writes is not durable yet"] : [];
  const all = [...consequences, ...slow];
  return all.length === 0 ? causeOf(step) : `${causeOf(step)}: ${all.join("; ")}`;
}

function causeOf({ again, letter, node, peer, what }: Step): string {
  switch (what) {
    case "deliver": {
      const { kind, term, text } = letter!;
      return `n${node} receives ${again ? "again " : ""}the ${kind} of term ${term} from n${peer} (${text})`;
    }
    case "time out":
      return `the election timer of n${node} fires`;
    case "heartbeat":
      return `the heartbeat timer of n${node} fires`;
    case "ask":
      return `a client asks n${node} for a command`;
    case "drop":
      return `the connection of n${node} to n${peer} breaks`;
    case "sync":
      return `the oldest write of n${node} becomes durable`;
    case "crash":
      return `n${node} crashes, which loses what is not durable, and starts again`;
  }
}

/** Nothing has a time here, and the events are the steps. */
export function inSteps(message: string): string {
  return message.replace(/\bevent (\d+) \(t=[\d.]+ s\)/g, "step $1");
}
