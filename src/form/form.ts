import { z } from "zod";
import { nearest } from "./nearest.ts";
import type { Quantity } from "./quantity.ts";

/** What a person's form is made of. Every complaint says what is allowed and what was written, in one line. */

/** Both ends are in it. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** One amount, as an integer. */
export function amount(quantity: Quantity) {
  const error = complaint(quantity.takes);
  const text = z.string({ error }).regex(quantity.pattern, { error });
  return z
    .codec(text, z.number(), {
      decode: (text, context) => {
        const read = quantity.read(text);
        if (read !== undefined) return read;
        context.issues.push({ code: "custom", input: text, message: insteadOf(quantity.takes, text) });
        return z.NEVER;
      },
      encode: (amount) => quantity.write(amount),
    })
    .describe(quantity.takes);
}

/** Two amounts, the smaller one first, or one that is both. What is zero throughout would do nothing. */
export function range(quantity: Quantity, example: string) {
  const takes = `${quantity.takes}, or two such as ${example}`;
  return z
    .union([amount(quantity), z.tuple([amount(quantity), amount(quantity)])], { error: complaint(takes) })
    .transform((ends): Range => (typeof ends === "number" ? { min: ends, max: ends } : { min: ends[0], max: ends[1] }))
    .refine(({ min, max }) => min <= max, "the smaller one must come first")
    .refine(({ min, max }) => min !== 0 || max !== 0, "it is zero throughout, which would do nothing")
    .describe(takes);
}

export function wholeNumber(min: number, max: number) {
  const takes = `a whole number from ${min} to ${max}`;
  const error = complaint(takes);
  return z.int({ error }).min(min, { error }).max(max, { error }).describe(takes);
}

/** A whole number, or a word that stands for one. */
export function wholeNumberOr<const Word extends string>(word: Word, min: number, max: number) {
  const takes = `${word}, or a whole number from ${min} to ${max}`;
  const error = complaint(takes);
  return z.union([z.literal(word), z.int().min(min, { error }).max(max, { error })], { error }).describe(takes);
}

/** One line of text. */
export function line(maxLength: number) {
  const takes = `one line of 1 to ${maxLength} characters`;
  const error = complaint(takes);
  return z
    .string({ error })
    .min(1, { error })
    .max(maxLength, { error })
    .refine((text) => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text), { error })
    .describe(takes);
}

export function oneOf<const Names extends readonly string[]>(names: Names) {
  return z.enum(names, { error: ({ input }) => missingOr(input, `one of ${names.join(", ")}`, names) });
}

/** One or more of the names, each once. */
export function someOf<const Names extends readonly string[]>(names: Names) {
  const takes = `a list of one or more of ${names.join(", ")}`;
  return z
    .array(oneOf(names), { error: complaint(takes) })
    .min(1, { error: complaint(takes) })
    .refine((list) => new Set(list).size === list.length, { error: ({ input }) => `each once, not ${written(input)}` })
    .meta({ description: takes, uniqueItems: true });
}

/** A mapping that has these keys and no others. */
export function mapping<Shape extends z.ZodRawShape>(shape: Shape) {
  const keys = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? unknownKey(issue.keys[0]!, keys)
        : missingOr(issue.input, `a mapping of ${keys.join(", ")}`),
  });
}

/** What is there, without the keys that are undefined. */
export function present<Given extends object>(given: Given): { [Key in keyof Given]?: Exclude<Given[Key], undefined> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Given]?: Exclude<Given[Key], undefined> };
}

/** A complaint about a key that is none of those that are allowed. */
export function unknownKey(key: string, allowed: readonly string[]): string {
  return `there is no key ${JSON.stringify(shortened(key))} here${hint(key, allowed)}; the keys are ${allowed.join(", ")}`;
}

function complaint(takes: string): z.core.$ZodErrorMap {
  return ({ input }) => missingOr(input, takes);
}

function missingOr(input: unknown, takes: string, names: readonly string[] = []): string {
  if (input === undefined) return `it is missing: ${takes}`;
  return insteadOf(takes, input) + (typeof input === "string" ? hint(input, names) : "");
}

function insteadOf(takes: string, input: unknown): string {
  return `${takes}, not ${written(input)}`;
}

function hint(typed: string, candidates: readonly string[]): string {
  const meant = nearest(typed, candidates);
  return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}

/** A value as a person wrote it, more or less. */
function written(value: unknown): string {
  if (value === null) return "nothing";
  return typeof value === "object" ? shortened(JSON.stringify(value)) : JSON.stringify(shortened(String(value)));
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
