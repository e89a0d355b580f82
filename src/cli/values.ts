import { type CommandLine, type Flag, nameOf, quoted } from "./command-line.ts";
import { UsageError } from "./usage-error.ts";

/** A flag that takes a whole number between two bounds. */
export interface WholeNumberFlag extends Flag {
  readonly takes: string;
  readonly min: number;
  readonly max: number;
}

export function wholeNumberFlag(flag: Omit<Flag, "takes"> & { min: number; max: number }): WholeNumberFlag {
  return { ...flag, takes: `a whole number from ${flag.min} to ${flag.max}` };
}

/** Undefined when the flag is not given. @throws UsageError */
export function wholeNumber(line: CommandLine, flag: WholeNumberFlag): number | undefined {
  const typed = line.values.get(flag.long);
  if (typed === undefined) return undefined;
  const value = /^\d{1,15}$/.test(typed) ? Number(typed) : Number.NaN;
  if (value >= flag.min && value <= flag.max) return value;
  throw wrongValue(flag, typed);
}

/** A decimal number above zero and up to `max`; undefined when the flag is not given. @throws UsageError */
export function positiveNumber(line: CommandLine, flag: Flag, max: number): number | undefined {
  const value = numberUpTo(line, flag, max);
  if (value !== 0) return value;
  throw wrongValue(flag, line.values.get(flag.long)!);
}

/** A decimal number from zero to `max`; undefined when the flag is not given. @throws UsageError */
export function numberUpTo(line: CommandLine, flag: Flag, max: number): number | undefined {
  const typed = line.values.get(flag.long);
  if (typed === undefined) return undefined;
  const value = /^(\d{1,15}(\.\d{0,15})?|\.\d{1,15})$/.test(typed) ? Number(typed) : Number.NaN;
  if (value <= max) return value;
  throw wrongValue(flag, typed);
}

/** Text that can be typed again on one line; undefined when the flag is not given. @throws UsageError */
export function printableText(line: CommandLine, flag: Flag): string | undefined {
  const typed = line.values.get(flag.long);
  if (typed === undefined) return undefined;
  if (/^[^\p{Cc}\p{Cs}\u2028\u2029\ufffd]+$/u.test(typed)) return typed;
  throw wrongValue(flag, typed);
}

/** One of these names; undefined when the flag is not given. @throws UsageError */
export function nameAmong<Name extends string>(
  line: CommandLine,
  flag: Flag,
  names: readonly Name[],
): Name | undefined {
  const typed = line.values.get(flag.long);
  if (typed === undefined) return undefined;
  const found = names.find((name) => name === typed);
  if (found !== undefined) return found;
  throw wrongValue(flag, typed);
}

function wrongValue(flag: Flag, typed: string): UsageError {
  return new UsageError(`${nameOf(flag)} takes ${flag.takes}, not ${quoted(typed)}`);
}
