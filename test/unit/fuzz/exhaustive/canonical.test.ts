import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalName } from "../../../../src/fuzz/exhaustive/canonical.ts";

const NOTHING: ReadonlySet<string> = new Set();
const nameOf = (value: unknown): string => canonicalName(value, NOTHING);

const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.integer(),
    fc.maxSafeInteger(),
    fc.constantFrom("", "follower", "leader", undefined, null, true, false),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b"), tie("value"), { noNullPrototype: true }),
    fc.array(fc.nat({ max: 9 }), { maxLength: 4 }).map((members) => new Set(members)),
    fc.array(fc.tuple(fc.nat({ max: 3 }), tie("value")), { maxLength: 3 }).map((pairs) => new Map(pairs)),
  ),
})).value;

describe("a canonical name", () => {
  test("is the same for a copy", () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(nameOf(structuredClone(value))).toBe(nameOf(value));
      }),
    );
  });

  test("is another for anything else", () => {
    fc.assert(
      fc.property(values, values, (one, other) => {
        const same = equal(one, other);
        expect(nameOf(one) === nameOf(other)).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });

  test("tells an object's own fields from those of an object within it", () => {
    expect(nameOf({ b: { a: [] } })).not.toBe(nameOf({ b: {}, a: [] }));
    expect(nameOf([{ a: 1 }, { b: 1 }])).not.toBe(nameOf([{ a: 1, b: 1 }, {}]));
  });

  test("is another for each of two numbers that are next to each other, however large", () => {
    const wide = fc.oneof(fc.integer({ min: 2 ** 31, max: 2 ** 33 }), fc.maxSafeInteger());
    fc.assert(
      fc.property(wide, (number) => {
        expect(nameOf(number)).not.toBe(nameOf(number + 1));
        expect(nameOf(number)).not.toBe(nameOf(number - 2 ** 32));
      }),
    );
  });

  test("counts sets and maps without their order, and lists with it", () => {
    expect(nameOf(new Set([3, 1]))).toBe(nameOf(new Set([1, 3])));
    expect(nameOf(new Map([[2, "a"] as const, [1, "b"] as const]))).toBe(
      nameOf(new Map([[1, "b"] as const, [2, "a"] as const])),
    );
    expect(nameOf(new Map([[1, "a"]]))).not.toBe(nameOf(new Map([[1, "b"]])));
    expect(nameOf([3, 1])).not.toBe(nameOf([1, 3]));
  });

  test("does not count the room that arrays have to grow", () => {
    expect(nameOf(Int32Array.of(1, 2, 0, 0))).toBe(nameOf(Int32Array.of(1, 2)));
    expect(nameOf(Int32Array.of(0, 1, 2))).not.toBe(nameOf(Int32Array.of(1, 2)));
  });

  test("does not count the fields that are to be left out, however deep they are", () => {
    const without = new Set(["drawn"]);
    const held = (drawn: number, kept: number) => canonicalName({ inner: [{ drawn, kept }] }, without);
    expect(held(1, 5)).toBe(held(2, 5));
    expect(held(1, 5)).not.toBe(held(1, 6));
  });

  test("goes around in circles only once", () => {
    const loop = (length: number) => {
      const first: { next: unknown } = { next: undefined };
      let last = first;
      for (let i = 1; i < length; i++) {
        const another = { next: undefined };
        last.next = another;
        last = another;
      }
      last.next = first;
      return first;
    };
    expect(nameOf(loop(2))).toBe(nameOf(loop(2)));
    expect(nameOf(loop(2))).not.toBe(nameOf(loop(3)));
  });
});

/** As strict about kinds as names are; -0 is 0 everywhere. */
function equal(one: unknown, other: unknown): boolean {
  return text(one) === text(other);
}

function text(value: unknown): string {
  if (value instanceof Set) return `set ${[...value].sort((a, b) => a - b).join()}`;
  if (value instanceof Map) {
    const pairs = [...value].sort(([a], [b]) => a - b);
    return `map ${pairs.map(([key, held]) => `${key}: ${text(held)};`).join()}`;
  }
  if (Array.isArray(value)) return `[${value.map((one) => `${text(one)};`).join()}]`;
  if (value !== null && typeof value === "object") {
    return `{${Object.entries(value)
      .map(([name, held]) => `${name}: ${text(held)};`)
      .join()}}`;
  }
  return typeof value === "string" ? JSON.stringify(value) : String(value === 0 ? 0 : value);
}
