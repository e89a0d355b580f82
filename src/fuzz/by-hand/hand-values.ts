import { inspect } from "node:util";
import { FOR_GOOD } from "../../chaos/index.ts";
import { nearest } from "../../form/nearest.ts";
import { SimulationError } from "./simulation-error.ts";

/** What a person hands to a simulation, read with care: not everybody's compiler checks it. */

/** A day. */
const MAX_MS = 86_400_000;

/** How long something lasts, in milliseconds of virtual time; until something else ends it, if not given. */
export interface Span {
  readonly forMs?: number;
}

/** Milliseconds as microseconds. @throws SimulationError unless they are whole ones, from `minMs` to a day. */
export function microseconds(name: string, ms: unknown, minMs: number): number {
  const us = typeof ms === "number" ? Math.round(ms * 1_000) : Number.NaN;
  // Divided, since 1.001 times 1,000 is no integer, but 1,001 by 1,000 is 1.001.
  if (us / 1_000 === ms && ms >= minMs && ms <= MAX_MS) return us;
  throw refusal(name, `milliseconds from ${minMs} to ${MAX_MS}, in whole microseconds`, ms);
}

/** A length of time above zero, as microseconds. @throws SimulationError */
export function duration(name: string, ms: unknown): number {
  return microseconds(name, ms, 0.001);
}

/** @throws SimulationError */
export function spanUs(span: Span): number {
  knownKeys("a span", span, ["forMs"]);
  return span.forMs === undefined ? FOR_GOOD : duration("forMs", span.forMs);
}

/** One amount or two in their order, as a range of microseconds. @throws SimulationError */
export function rangeUs(name: string, ms: number | readonly [number, number]): { min: number; max: number } {
  const [from, to] = Array.isArray(ms) ? (ms as readonly unknown[]) : [ms, ms];
  const [min, max] = [microseconds(name, from, 0), microseconds(name, to, 0)];
  if (min <= max) return { min, max };
  throw refusal(name, "the smaller one first", ms);
}

/** @throws SimulationError */
export function wholeNumber(name: string, value: unknown, min: number, max: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  throw refusal(name, `a whole number from ${min} to ${max}`, value);
}

/** Node numbers, each once. @throws SimulationError */
export function nodeNumbers(values: unknown, nodes: number): number[] {
  if (!Array.isArray(values)) throw refusal("a group of nodes", `a list of numbers from 1 to ${nodes}`, values);
  const numbers = values.map((value) => wholeNumber("a node", value, 1, nodes));
  if (new Set(numbers).size === numbers.length) return numbers;
  throw refusal("a group of nodes", "each node once", values);
}

/** @throws SimulationError */
export function oneOf<Name extends string>(name: string, value: unknown, names: readonly Name[]): Name {
  if (names.includes(value as Name)) return value as Name;
  throw refusal(name, `one of ${names.join(", ")}${meant(value, names)}`, value);
}

/** A misspelt key would be an option that does nothing. @throws SimulationError */
export function knownKeys(what: string, given: unknown, keys: readonly string[]): void {
  if (typeof given !== "object" || given === null) throw refusal(what, `an object of ${keys.join(", ")}`, given);
  const unknown = Object.keys(given).find((key) => !keys.includes(key));
  if (unknown === undefined) return;
  const hint = meant(unknown, keys);
  throw new SimulationError(`there is no ${inspect(unknown)} in ${what}${hint}: there are ${keys.join(", ")}`);
}

export function refusal(name: string, takes: string, value: unknown): SimulationError {
  const written = inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY }).replace(/\s+/g, " ");
  const shortened = written.length > 80 ? `${written.slice(0, 77)}...` : written;
  return new SimulationError(`${name} takes ${takes}, not ${shortened}`);
}

function meant(typed: unknown, names: readonly string[]): string {
  const name = typeof typed === "string" ? nearest(typed, names) : undefined;
  return name === undefined ? "" : ` (did you mean ${name}?)`;
}
