import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Clock } from "../../../src/sim/clock.ts";

const ratePerMille = fc.integer({ min: 1, max: 10_000 });
const profile = fc.record({ ratePerMille, offsetUs: fc.integer({ min: 0, max: 1_000_000_000 }) });
/** Up to more than eleven days. */
const time = fc.integer({ min: 0, max: 10 ** 11 });
/** Short ones, so that a clock that stands still comes to go on again, and long ones. */
const duration = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 20_000_000 }));

const change = fc.oneof(
  fc.record({ kind: fc.constant("jump" as const), byUs: duration }),
  fc.record({ kind: fc.constant("jump" as const), byUs: duration.map((us) => -us) }),
  fc.record({ kind: fc.constant("rate" as const), ratePerMille }),
  fc.record({ kind: fc.constant("settle" as const) }),
);
const history = fc.array(fc.record({ afterUs: duration, change }), { maxLength: 12 });

/** A clock that counts in thousandths, without limits. */
class ExactClock {
  nowUs = 0;
  private rate: bigint;
  private reading: bigint;
  private shown: bigint;

  constructor(given: { ratePerMille: number; offsetUs: number }) {
    this.rate = BigInt(given.ratePerMille);
    this.reading = BigInt(given.offsetUs) * 1000n;
    this.shown = this.reading;
  }

  get localUs(): number {
    return Number(this.shown / 1000n);
  }

  pass(byUs: number): void {
    this.nowUs += byUs;
    this.reading += BigInt(byUs) * this.rate;
    if (this.reading > this.shown) this.shown = this.reading;
  }

  change(made: { kind: "jump"; byUs: number } | { kind: "rate"; ratePerMille: number } | { kind: "settle" }): void {
    // A clock that stands still shows whole microseconds, and goes on from there with the fraction of its true reading.
    if (made.kind === "jump") this.reading += BigInt(made.byUs) * 1000n;
    else if (made.kind === "rate") this.rate = BigInt(made.ratePerMille);
    else if (this.localUs > this.wholeReading) this.reading += BigInt(this.localUs - this.wholeReading) * 1000n;
    if (this.reading > this.shown) this.shown = this.reading;
  }

  private get wholeReading(): number {
    const floor = this.reading / 1000n;
    return Number(this.reading < 0n && floor * 1000n !== this.reading ? floor - 1n : floor);
  }
}

function apply(clock: Clock, nowUs: number, made: Parameters<ExactClock["change"]>[0]): void {
  if (made.kind === "jump") clock.jump(nowUs, made.byUs);
  else if (made.kind === "rate") clock.setRate(nowUs, made.ratePerMille);
  else clock.settle(nowUs);
}

/** A clock and its exact double after all that was done to them; `look` is called after each change, and some time on. */
function live(
  given: { ratePerMille: number; offsetUs: number },
  changes: readonly { afterUs: number; change: Parameters<ExactClock["change"]>[0] }[],
  look: (clock: Clock, exact: ExactClock) => void,
): void {
  const clock = new Clock(given);
  const exact = new ExactClock(given);
  for (const { afterUs, change: made } of [...changes, { afterUs: 1000, change: { kind: "settle" as const } }]) {
    exact.pass(afterUs);
    look(clock, exact);
    apply(clock, exact.nowUs, made);
    exact.change(made);
    look(clock, exact);
  }
}

describe("whatever mixture of jumps, rates and settling", () => {
  test("a clock shows the exact time", () => {
    fc.assert(
      fc.property(profile, history, (given, changes) => {
        live(given, changes, (clock, exact) => expect(clock.localTimeUs(exact.nowUs)).toBe(exact.localUs));
      }),
      { numRuns: 1000 },
    );
  });

  test("what it shows never falls", () => {
    fc.assert(
      fc.property(profile, history, (given, changes) => {
        let shownUs = 0;
        live(given, changes, (clock, { nowUs }) => {
          const localUs = clock.localTimeUs(nowUs);
          expect(localUs).toBeGreaterThanOrEqual(shownUs);
          shownUs = localUs;
        });
      }),
    );
  });

  test("the world's time of a local time is the first, since the last change, at which the clock has reached it", () => {
    fc.assert(
      fc.property(profile, history, duration, (given, changes, aheadUs) => {
        let lastChangeUs = 0;
        let looks = 0;
        live(given, changes, (clock, { nowUs }) => {
          if (looks++ % 2 === 1) lastChangeUs = nowUs;
          const localUs = clock.localTimeUs(nowUs) + aheadUs;
          const worldUs = clock.worldTimeUs(localUs);
          expect(clock.localTimeUs(worldUs)).toBeGreaterThanOrEqual(localUs);
          if (worldUs > lastChangeUs) expect(clock.localTimeUs(worldUs - 1)).toBeLessThan(localUs);
        });
      }),
      { numRuns: 1000 },
    );
  });
});

test("the world's time of any local time is the first at which an unchanged clock has reached it", () => {
  fc.assert(
    fc.property(profile, time, (given, localUs) => {
      const clock = new Clock(given);
      const worldUs = clock.worldTimeUs(localUs);
      expect(clock.localTimeUs(worldUs)).toBeGreaterThanOrEqual(localUs);
      if (worldUs > 0) expect(clock.localTimeUs(worldUs - 1)).toBeLessThan(localUs);
    }),
  );
});

describe("by example", () => {
  test("after a jump back a clock stands still until its true reading has caught up", () => {
    const clock = new Clock({ ratePerMille: 1000, offsetUs: 0 });
    clock.jump(1000, -300);
    expect([1000, 1200, 1300, 1301].map((us) => clock.localTimeUs(us))).toEqual([1000, 1000, 1000, 1001]);
    expect(clock.worldTimeUs(1001)).toBe(1301);
  });

  test("a jump forward while it stands still only shortens that", () => {
    const clock = new Clock({ ratePerMille: 1000, offsetUs: 0 });
    clock.jump(1000, -300);
    clock.jump(1000, 200);
    expect([1000, 1100, 1101].map((us) => clock.localTimeUs(us))).toEqual([1000, 1000, 1001]);
  });

  test("a clock that is settled goes on from what it shows, and one that goes is not changed by it", () => {
    const clock = new Clock({ ratePerMille: 1000, offsetUs: 0 });
    clock.jump(1000, -5_000_000);
    clock.settle(1100);
    clock.settle(1150);
    expect([1150, 1200].map((us) => clock.localTimeUs(us))).toEqual([1050, 1100]);
  });

  test("a new rate holds from then on, without a jump and without a lost fraction", () => {
    const clock = new Clock({ ratePerMille: 1500, offsetUs: 0 });
    for (let worldUs = 1; worldUs <= 1000; worldUs += 2) clock.setRate(worldUs, 1500);
    expect(clock.localTimeUs(1000)).toBe(1500);
    clock.setRate(1000, 500);
    expect(clock.localTimeUs(1100)).toBe(1550);
  });

  test("a fork changes alone", () => {
    const clock = new Clock({ ratePerMille: 1100, offsetUs: 5 });
    const copy = clock.fork();
    copy.jump(0, 1000);
    copy.setRate(0, 2000);
    expect(clock.localTimeUs(1000)).toBe(1105);
    expect(copy.localTimeUs(1000)).toBe(3005);
  });
});

test("a clock that would not be exact is refused", () => {
  for (const rate of [0, 1.5, -1, 10_001]) {
    expect(() => new Clock({ ratePerMille: rate, offsetUs: 0 })).toThrow("rate");
    expect(() => new Clock({ ratePerMille: 1000, offsetUs: 0 }).setRate(0, rate)).toThrow("rate");
  }
  expect(() => new Clock({ ratePerMille: 1000, offsetUs: -1 })).toThrow("offset");
  const clock = new Clock({ ratePerMille: 1000, offsetUs: 0 });
  expect(() => clock.jump(0, 0.5)).toThrow("jump by 0.5");
  expect(() => clock.localTimeUs(2 ** 50)).toThrow("exactly");
  expect(() => clock.worldTimeUs(2 ** 50)).toThrow("exactly");
  clock.setRate(100, 1000);
  expect(() => clock.jump(99, 5)).toThrow("changed at 100 cannot change at 99");
});
