import { entriesOf, type Tape } from "../tape/tape.ts";
import { nodesOf } from "./size.ts";

/** A tape of more entries than this takes long to read, and one of more nodes than that is hard to follow. */
export const MANY_ENTRIES = 30;
const MANY_NODES = 5;

/**
 * Which of two tapes is easier to read: negative if it is the first. Fewer entries are as long as there are many, then
 * fewer nodes as long as those are many, and then again fewer entries.
 */
export function compareReadings(one: Tape, other: Tape): number {
  const [entries, others] = [entriesOf(one), entriesOf(other)];
  return (
    Math.max(entries, MANY_ENTRIES) - Math.max(others, MANY_ENTRIES) ||
    nodesTooMany(one) - nodesTooMany(other) ||
    entries - others
  );
}

/** Whether there is nothing to be gained any more from another tape of no fewer entries. */
export function hasFewNodes(tape: Tape): boolean {
  return nodesTooMany(tape) === 0;
}

function nodesTooMany(tape: Tape): number {
  return Math.max(0, nodesOf(tape) - MANY_NODES);
}
