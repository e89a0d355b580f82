import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DURATION, type Quantity, RATE, SHARE, SIGNED_DURATION, STRENGTH } from "../../../src/form/quantity.ts";

describe("amounts are integers of their smallest unit", () => {
  test.each<[Quantity, string, number]>([
    [SHARE, "15%", 150_000],
    [SHARE, "2.5%", 25_000],
    [SHARE, "0.0001%", 1],
    [SHARE, "33.3333%", 333_333],
    [SHARE, "0%", 0],
    [SHARE, "100%", 1_000_000],
    [SHARE, "100.000%", 1_000_000],
    [STRENGTH, "30%", 300],
    [STRENGTH, "0.1%", 1],
    [STRENGTH, "100%", 1_000],
    [DURATION, "0ms", 0],
    [DURATION, "100ms", 100_000],
    [DURATION, "1.5s", 1_500_000],
    [DURATION, "200us", 200],
    [DURATION, "2min", 120_000_000],
    [DURATION, "0.001ms", 1],
    [DURATION, "60min", 3_600_000_000],
    [SIGNED_DURATION, "-5s", -5_000_000],
    [SIGNED_DURATION, "5s", 5_000_000],
    [SIGNED_DURATION, "-0s", 0],
    [RATE, "80%", 800],
    [RATE, "x2", 2_000],
    [RATE, "x0.5", 500],
    [RATE, "0.1%", 1],
    [RATE, "x10", 10_000],
  ])("%#: %s is read", (quantity, text, amount) => {
    expect(quantity.read(text)).toBe(amount);
    expect(text).toMatch(quantity.pattern);
  });
});

test.each<[Quantity, number, string]>([
  [SHARE, 1_000_000, "100%"],
  [SHARE, 155_000, "15.5%"],
  [SHARE, 1, "0.0001%"],
  [SHARE, 0, "0%"],
  [DURATION, 300_000, "300ms"],
  [DURATION, 90_000_000, "90s"],
  [DURATION, 120_000_000, "2min"],
  [SIGNED_DURATION, -5_000_000, "-5s"],
  [RATE, 2_000, "x2"],
  [RATE, 500, "50%"],
])("%#: of an amount a text is made in its own unit: %j is %s", (quantity, amount, text) => {
  expect(quantity.write(amount)).toBe(text);
});

test.each([
  [SHARE, 0, 1_000_000],
  [STRENGTH, 0, 1_000],
  [DURATION, 0, 3_600_000_000],
  [SIGNED_DURATION, -3_600_000_000, 3_600_000_000],
  [RATE, 1, 10_000],
] as const)("%#: what is written of any amount is read as that amount", (quantity, min, max) => {
  const isRead = (amount: number) => quantity.read(quantity.write(amount)) === amount;
  fc.assert(fc.property(fc.integer({ min, max }), isRead));
});

describe("nobody has to guess", () => {
  const notEvenInForm = [
    "",
    " ",
    "15",
    "0.15",
    "1.5",
    "15 %",
    "%",
    "15%%",
    "1e1%",
    "+5%",
    "15.%",
    ".5%",
    "0x5%",
    "١٥%",
  ];
  const durations = [
    "100",
    "100 ms",
    "1h",
    "ms",
    "1,5s",
    "1.5.s",
    "100msec",
    "1s500ms",
    "100MS",
    "--5s",
    "5s-",
    "5s\n",
  ];

  test.each<[Quantity, readonly string[]]>([
    [SHARE, [...notEvenInForm, "-5%", "5s", "5%\n"]],
    [STRENGTH, notEvenInForm],
    [DURATION, [...durations, "-5s"]],
    [SIGNED_DURATION, [...durations, "+5s", "- 5s"]],
    [RATE, [...notEvenInForm, "2x", "x", "X2", "-80%", "x2%", "x-2"]],
  ])("%#: other forms are none", (quantity, texts) => {
    for (const text of texts) {
      expect(quantity.read(text), text).toBeUndefined();
      expect(text).not.toMatch(quantity.pattern);
    }
  });

  test.each<[Quantity, readonly string[]]>([
    [SHARE, ["100.0001%", "101%", "9999999999%", "0.00001%", "33.33333%"]],
    [STRENGTH, ["100.1%", "0.05%"]],
    [DURATION, ["60.1min", "3600001ms", "9999999999min", "1.5us", "0.0001ms"]],
    [SIGNED_DURATION, ["-61min", "61min", "-0.5us"]],
    [RATE, ["0%", "x0", "1000.1%", "x10.001", "0.05%", "x0.0005"]],
  ])("%#: what is too large, too small or too fine is refused", (quantity, texts) => {
    for (const text of texts) expect(quantity.read(text), text).toBeUndefined();
  });
});

describe("laws", () => {
  /** Written without a float: 1,234,567 with four decimals is 123.4567. */
  const decimal = (amount: number, decimals: number): string => {
    const digits = String(amount).padStart(decimals + 1, "0");
    return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  };

  test("every share, and no other, is what its digits say", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000 }), (perMillion) => {
        expect(SHARE.read(`${decimal(perMillion, 4)}%`)).toBe(perMillion <= 1_000_000 ? perMillion : undefined);
      }),
    );
  });

  test("a duration is the same in every unit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_600_000_000 }), (us) => {
        expect(DURATION.read(`${us}us`)).toBe(us);
        expect(DURATION.read(`${decimal(us, 3)}ms`)).toBe(us);
        expect(DURATION.read(`${decimal(us, 6)}s`)).toBe(us);
        expect(SIGNED_DURATION.read(`-${decimal(us, 6)}s`)).toBe(0 - us);
      }),
    );
  });

  test("a rate is the same as a percentage and as a factor", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (perMille) => {
        expect(RATE.read(`${decimal(perMille, 1)}%`)).toBe(perMille);
        expect(RATE.read(`x${decimal(perMille, 3)}`)).toBe(perMille);
      }),
    );
  });

  test("what is read at all has the form that editors check, and is an integer", () => {
    const text = fc.stringMatching(/^-?x?[0-9]{0,3}\.?[0-9]{0,3}(%|us|ms|s|min)?$/);
    fc.assert(
      fc.property(text, fc.constantFrom(SHARE, STRENGTH, DURATION, SIGNED_DURATION, RATE), (typed, quantity) => {
        const amount = quantity.read(typed);
        if (amount === undefined) return;
        expect(Number.isSafeInteger(amount)).toBe(true);
        expect(typed).toMatch(quantity.pattern);
      }),
    );
  });
});
