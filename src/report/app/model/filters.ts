import type { View } from "./fragment.ts";
import type { Model } from "./model.ts";
import { keyOf } from "./operations.ts";

/**
 * The steps that have a place in the diagram: neither hidden nor, if nothing but causes is shown, none of those. Where
 * causes are lit the starts of clients have none either: in a small run they would take most of the room.
 */
export function shownSteps(
  { isCause, report }: Model,
  { hidden, show, without }: Pick<View, "hidden" | "show" | "without">,
): Int32Array {
  const { messages, nodes, steps, violationStep } = report.chronicle;
  const isShown = (at: number): boolean => {
    if (at === violationStep) return true;
    const { kind, message, place } = steps[at]!;
    if (show === "only" && isCause[at] === 0) return false;
    if (show === "lit" && kind === "start" && place > nodes && isCause[at] === 0) return false;
    if (hidden.includes(place)) return false;
    return message === undefined || !without.includes(messages[message]!.kind);
  };
  const shown: number[] = [];
  for (let at = 0; at < steps.length; at++) if (isShown(at)) shown.push(at);
  return Int32Array.from(shown);
}

/** Whether a step concerns a key: an operation on it begins, ends or is carried out, or a message names it. */
export function keySteps({ operations, report }: Model, key: string): Uint8Array {
  const { messages, steps } = report.chronicle;
  const concerned = new Uint8Array(steps.length);
  const names = new Set<string>();
  for (const { client, command, sequence } of operations) {
    if (keyOf(command) === key) names.add(`${client} ${sequence}`);
  }
  const quoted = new RegExp(`(?<![\\w-])${key.replaceAll(/[.*+?^$()[\]{}|\\]/g, "\\$&")}(?![\\w-])`);
  for (let at = 0; at < steps.length; at++) {
    const { facts, message, sent } = steps[at]!;
    const isTold = facts.some(({ name, args }) => {
      if (name === "commandApplied") return names.has(`${args[2]} ${args[3]}`);
      return name.startsWith("client") && names.has(`${args[0]} ${args[1]}`);
    });
    const isSaid = [...sent, ...(message === undefined ? [] : [message])].some((letter) =>
      quoted.test(messages[letter]!.text),
    );
    if (isTold || isSaid) concerned[at] = 1;
  }
  return concerned;
}

/** The keys that operations name, ascending. */
export function keysOf({ operations }: Model): string[] {
  return [...new Set(operations.flatMap(({ command }) => keyOf(command) ?? []))].sort();
}
