import fc from "fast-check";
import { expect, test } from "vitest";
import { fewer } from "../../../../src/fuzz/minimizer/fewer.ts";

const numbers = Array.from({ length: 100 }, (_, at) => at);

test("what is left is exactly what it takes, wherever it stands", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { maxLength: 8 }), (needed) => {
      const left = fewer(numbers, (rest) => (needed.every((one) => rest.includes(one)) ? rest : undefined));
      expect(left).toEqual([...needed].sort((one, other) => one - other));
    }),
  );
});

test("parts that are in nobody's way fall away in a few tries", () => {
  let tries = 0;
  fewer(numbers, (rest) => {
    tries++;
    return rest.includes(42) ? rest : undefined;
  });
  expect(tries).toBeLessThan(30);
});

test("what takes more away than it was asked to is taken at its word", () => {
  const left = fewer(numbers, (rest) => (rest.includes(7) ? [7] : undefined));
  expect(left).toEqual([7]);
});
