/** Amounts as people write them, with their unit, and the integers they stand for. */

/** A kind of amount. A number without its unit is none, so that nobody has to guess what 0.15 means. */
export interface Quantity {
  /** What may be written, in words: "a share from 0% to 100%, such as 15%". */
  readonly takes: string;
  /** What it looks like; that it is no more than allowed is not said here. */
  readonly pattern: RegExp;
  /** The amount as an integer; undefined where the text is none, is too large, or is finer than an integer. */
  read(text: string): number | undefined;
  /** A text that is read as this amount. */
  write(amount: number): string;
}

/** A unit stands before or behind the decimal number, and is worth so many of the integer. */
interface Unit {
  readonly before?: string;
  readonly behind?: string;
  readonly worth: number;
}

const MAX_DURATION_US = 3_600_000_000;
const DECIMAL = "\\d{1,10}(?:\\.\\d{1,10})?";

const TIMES: readonly Unit[] = [
  { behind: "us", worth: 1 },
  { behind: "ms", worth: 1_000 },
  { behind: "s", worth: 1_000_000 },
  { behind: "min", worth: 60_000_000 },
];

/** Out of 1,000,000. */
export const SHARE = quantity({
  takes: "a share from 0% to 100%, such as 15%",
  units: [{ behind: "%", worth: 10_000 }],
  min: 0,
  max: 1_000_000,
});

/** Out of 1,000. */
export const STRENGTH = quantity({
  takes: "a strength from 0% to 100% with one decimal at the most, such as 30%",
  units: [{ behind: "%", worth: 10 }],
  min: 0,
  max: 1_000,
});

/** In microseconds. */
export const DURATION = quantity({
  takes: "a duration from 0us to 60min, such as 100ms, 1.5s, 200us or 2min",
  units: TIMES,
  min: 0,
  max: MAX_DURATION_US,
});

/** In microseconds, backward where negative. */
export const SIGNED_DURATION = quantity({
  takes: "a duration from -60min to 60min, such as 1.5s or -5s",
  units: TIMES,
  min: -MAX_DURATION_US,
  max: MAX_DURATION_US,
});

/** Of a clock: local time for every 1,000 of the world's. */
export const RATE = quantity({
  takes: "a rate from 0.1% to 1000% with one decimal at the most, such as 80%, x2 or x0.5",
  units: [
    { behind: "%", worth: 10 },
    { before: "x", worth: 1_000 },
  ],
  min: 1,
  max: 10_000,
});

/** In whole milliseconds, both ends among them; `example` is one as it is written. */
export function durationMs(min: string, max: string, example: string): Quantity {
  const units = [
    { behind: "ms", worth: 1 },
    { behind: "s", worth: 1_000 },
    { behind: "min", worth: 60_000 },
  ];
  return between(`a duration from ${min} to ${max} in whole milliseconds, such as ${example}`, units, min, max);
}

/** In bytes, both ends among them. */
export function sizeBytes(min: string, max: string, example: string): Quantity {
  const units = [
    { behind: "B", worth: 1 },
    { behind: "KiB", worth: 2 ** 10 },
    { behind: "MiB", worth: 2 ** 20 },
    { behind: "GiB", worth: 2 ** 30 },
  ];
  return between(`a size from ${min} to ${max}, such as ${example}`, units, min, max);
}

/** The ends are written as the amounts themselves. */
function between(takes: string, units: readonly Unit[], min: string, max: string): Quantity {
  const end = (text: string): number => {
    const amount = sizeOf(text, units);
    if (amount === undefined) throw new Error(`${text} is no end of ${takes}`);
    return amount;
  };
  return quantity({ takes, units, min: end(min), max: end(max) });
}

function quantity(kind: {
  readonly takes: string;
  readonly units: readonly Unit[];
  readonly min: number;
  readonly max: number;
}): Quantity {
  const { takes, units, min, max } = kind;
  const sign = min < 0 ? "-?" : "";
  const forms = units.map(({ before = "", behind = "" }) => `${before}${DECIMAL}${behind}`);
  return {
    takes,
    pattern: new RegExp(`^${sign}(?:${forms.join("|")})$`),
    read(text) {
      const isNegative = min < 0 && text.startsWith("-");
      const size = sizeOf(isNegative ? text.slice(1) : text, units);
      // Subtracted, since -0 is not the same to everything that compares.
      const amount = size !== undefined && isNegative ? 0 - size : size;
      return amount !== undefined && amount >= min && amount <= max ? amount : undefined;
    },
    write: (amount) => written(amount, units),
  };
}

function sizeOf(text: string, units: readonly Unit[]): number | undefined {
  for (const { before = "", behind = "", worth } of units) {
    const match = new RegExp(`^${before}(${DECIMAL})${behind}$`).exec(text);
    if (match !== null) return exactly(match[1]!, worth);
  }
  return undefined;
}

/** In the largest unit of which it is a whole number; of none, and nothing at all, in the smallest. */
function written(amount: number, units: readonly Unit[]): string {
  const ascending = units.toSorted((one, other) => one.worth - other.worth);
  const whole = ascending.findLast(({ worth }) => amount !== 0 && amount % worth === 0);
  const { before = "", behind = "", worth } = whole ?? ascending[0]!;
  return `${amount < 0 ? "-" : ""}${before}${Math.abs(amount) / worth}${behind}`;
}

/** A decimal number times a whole one, if that is whole: counted in digits, so that nothing is rounded. */
function exactly(decimal: string, times: number): number | undefined {
  const [whole = "", fraction = ""] = decimal.split(".");
  const scale = 10n ** BigInt(fraction.length);
  const scaled = BigInt(whole + fraction) * BigInt(times);
  return scaled % scale === 0n ? Number(scaled / scale) : undefined;
}
