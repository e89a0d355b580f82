import fc from "fast-check";
import { expect, test } from "vitest";
import { Choices, expandSeed, purposeNumber } from "../../../src/sim/index.ts";
import { PURPOSE_NAMES } from "../../../src/sim/purpose.ts";
import { mix, scale } from "../../../src/sim/random.ts";

const OPERATION = purposeNumber("operation");
const PLACES = 8;

function createChoices(seed = "choices"): Choices {
  return new Choices(expandSeed(seed), PLACES);
}

const what = fc.integer({ min: 0, max: PURPOSE_NAMES.length - 1 });
const where = fc.integer({ min: 0, max: PLACES - 1 });

test("the n-th choice of an identity does not depend on any other choices", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(what, where)), (others) => {
      const alone = createChoices();
      const among = createChoices();
      for (const [otherWhat, otherWhere] of others) {
        if (otherWhat === OPERATION && otherWhere === 3) continue;
        among.below(otherWhat, otherWhere, 1000);
        expect(among.below(OPERATION, 3, 1000)).toBe(alone.below(OPERATION, 3, 1000));
      }
    }),
  );
});

test("a counted choice is the one of its ordinal", () => {
  const choices = createChoices();
  for (let ordinal = 0; ordinal < 100; ordinal++) {
    const byOrdinal = choices.belowAt(OPERATION, 2, ordinal, 12345);
    expect(choices.below(OPERATION, 2, 12345)).toBe(byOrdinal);
  }
});

test("a fork goes on identically and apart", () => {
  const choices = createChoices();
  for (let i = 0; i < 10; i++) choices.below(OPERATION, 1, 100);
  const copy = choices.fork();
  const ahead = Array.from({ length: 10 }, () => choices.below(OPERATION, 1, 1 << 30));
  expect(Array.from({ length: 10 }, () => copy.below(OPERATION, 1, 1 << 30))).toEqual(ahead);
});

test("choices are uniform: by ordinal, by place, by purpose and by seed", () => {
  const choices = createChoices();
  const draws: Record<string, (i: number) => number> = {
    ordinal: (i) => choices.belowAt(OPERATION, 0, i, 10),
    place: (i) => choices.belowAt(OPERATION, i, 0, 10),
    "purpose and place": (i) => choices.belowAt(i % PURPOSE_NAMES.length, i, 5, 10),
    seed: (i) => createChoices(`${i}`).below(OPERATION, 0, 10),
  };
  for (const [name, draw] of Object.entries(draws)) {
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) counts[draw(i)]!++;
    // A thousand each, with a standard deviation of thirty.
    for (const count of counts) expect(Math.abs(count - 1000), name).toBeLessThan(150);
  }
});

test("neighbouring places and purposes are not correlated", () => {
  const choices = createChoices();
  let agreements = 0;
  for (let i = 0; i < 10_000; i++) {
    if (choices.belowAt(0, 1, i, 2) === choices.belowAt(0, 2, i, 2)) agreements++;
    if (choices.belowAt(0, 1, i, 2) === choices.belowAt(1, 1, i, 2)) agreements++;
  }
  expect(Math.abs(agreements - 10_000)).toBeLessThan(400);
});

test("a chance is as good as its millionths say, and sure at the ends", () => {
  const choices = createChoices();
  let hits = 0;
  for (let i = 0; i < 100_000; i++) if (choices.chance(OPERATION, 0, 250_000)) hits++;
  expect(Math.abs(hits - 25_000)).toBeLessThan(700);
  for (let i = 0; i < 1000; i++) {
    expect(choices.chance(OPERATION, 1, 0)).toBe(false);
    expect(choices.chance(OPERATION, 2, 1_000_000)).toBe(true);
    expect(choices.chanceAt(OPERATION, 2, i, 0)).toBe(false);
    expect(choices.chanceAt(OPERATION, 2, i, 1_000_000)).toBe(true);
  }
});

test("a range includes both its ends", () => {
  const choices = createChoices();
  const seen = new Set(Array.from({ length: 1000 }, () => choices.between(OPERATION, 0, 5, 8)));
  expect([...seen].sort()).toEqual([5, 6, 7, 8]);
});

test("a place beyond those counted is an error", () => {
  expect(() => createChoices().below(OPERATION, PLACES, 2)).toThrow("Place 8 is not below 8.");
});

test("scaling never leaves the range, and is off by one at most for the widest bounds", () => {
  const words = fc.oneof(fc.integer(), fc.constantFrom(-1, -2, 0, 1));
  const bounds = fc.oneof(fc.integer({ min: 1, max: 2 ** 32 }), fc.integer({ min: 2 ** 32 - 9, max: 2 ** 32 }));
  fc.assert(
    fc.property(words, bounds, (word, bound) => {
      const scaled = scale(word, bound);
      const exact = Number((BigInt(word >>> 0) * BigInt(bound)) >> 32n);
      expect(Math.abs(scaled - exact)).toBeLessThanOrEqual(bound <= 2 ** 21 ? 0 : 1);
      expect(scaled >= 0 && scaled < bound).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("mixing loses nothing: different words stay different", () => {
  expect(new Set(Array.from({ length: 100_000 }, (_, i) => mix(i))).size).toBe(100_000);
});
