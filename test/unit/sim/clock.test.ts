import fc from "fast-check";
import { expect, test } from "vitest";
import { Clock } from "../../../src/sim/clock.ts";

const profile = fc.record({
  ratePerMille: fc.integer({ min: 1, max: 10_000 }),
  offsetUs: fc.integer({ min: 0, max: 1_000_000_000 }),
});
/** Up to more than eleven days. */
const time = fc.integer({ min: 0, max: 10 ** 11 });

test("the world's time of a local time is the first at which the clock has reached it", () => {
  fc.assert(
    fc.property(profile, time, (given, localUs) => {
      const clock = new Clock(given);
      const worldUs = clock.worldTimeUs(localUs);
      expect(clock.localTimeUs(worldUs)).toBeGreaterThanOrEqual(localUs);
      if (worldUs > 0) expect(clock.localTimeUs(worldUs - 1)).toBeLessThan(localUs);
    }),
  );
});

test("local time is the exact ratio, and the offset, and the jumps", () => {
  fc.assert(
    fc.property(profile, time, time, (given, worldUs, jumpUs) => {
      const clock = new Clock(given);
      clock.jumpForward(jumpUs);
      const exact = (BigInt(worldUs) * BigInt(given.ratePerMille)) / 1000n;
      expect(clock.localTimeUs(worldUs)).toBe(Number(exact) + given.offsetUs + jumpUs);
    }),
  );
});

test("a fork jumps alone", () => {
  const clock = new Clock({ ratePerMille: 1100, offsetUs: 5 });
  const copy = clock.fork();
  copy.jumpForward(1000);
  expect(clock.localTimeUs(1000)).toBe(1105);
  expect(copy.localTimeUs(1000)).toBe(2105);
});

test("a clock that would not be exact is refused", () => {
  for (const ratePerMille of [0, 1.5, -1, 10_001]) {
    expect(() => new Clock({ ratePerMille, offsetUs: 0 })).toThrow("rate");
  }
  expect(() => new Clock({ ratePerMille: 1000, offsetUs: -1 })).toThrow("offset");
  const clock = new Clock({ ratePerMille: 1000, offsetUs: 0 });
  expect(() => clock.jumpForward(-1)).toThrow("forward");
  expect(() => clock.localTimeUs(2 ** 50)).toThrow("exactly");
  expect(() => clock.worldTimeUs(2 ** 50)).toThrow("exactly");
});
