import { describe, expect, test } from "vitest";
import { ARMS } from "../../../../src/fuzz/adaptive/arms.ts";
import { type Experience, Learner } from "../../../../src/fuzz/adaptive/learner.ts";

const OF_ALL_SEEDS = 2 ** 18;

/** Of the best strategy every state is new; others reach but a few, again and again. */
function experience(index: number, strategy: Experience["strategy"], best: Experience["strategy"]): Experience {
  const first = strategy === best ? (100 * index) % OF_ALL_SEEDS : 0;
  return { strategy, events: 80_000, reached: Uint32Array.from({ length: 100 }, (_, place) => first + place) };
}

/** Chooses for seeds, as long as it may and so many ahead of what it was told. */
function choicesOf(learner: Learner, from: number, to: number, ahead: number, best: Experience["strategy"]) {
  const chosen: Experience["strategy"][] = [];
  for (let told = from; told < to; told++) {
    while (from + chosen.length < Math.min(to, told + ahead) && learner.mayChoose(from + chosen.length)) {
      chosen.push(learner.choose(from + chosen.length));
    }
    const strategy = chosen[told - from]!;
    if (told % 7 === 3) learner.skip();
    else learner.take(experience(told, strategy, best));
  }
  return chosen;
}

describe("a learner", () => {
  test("chooses the same, however far ahead it is asked", () => {
    const oneByOne = choicesOf(new Learner("first"), 0, 300, 1, "priority");
    for (const ahead of [2, 16, 31, 1000]) {
      expect(choicesOf(new Learner("first"), 0, 300, ahead, "priority")).toEqual(oneByOne);
    }
    expect(choicesOf(new Learner("other"), 0, 300, 1, "priority")).not.toEqual(oneByOne);
  });

  test("that is gone on with from plain data chooses what it would have chosen", () => {
    const whole = choicesOf(new Learner("first"), 0, 200, 4, "swarm");
    for (const stop of [0, 1, 15, 16, 17, 40, 63, 64, 150]) {
      const learner = new Learner("first");
      choicesOf(learner, 0, stop, 4, "swarm");
      const resumed = new Learner("first", JSON.parse(JSON.stringify(learner.state())));
      expect(choicesOf(resumed, stop, 200, 9, "swarm"), `after ${stop}`).toEqual(whole.slice(stop));
    }
  });

  test("comes to choose mostly what reaches new states, and everything else now and then", () => {
    for (const { strategy: best } of ARMS) {
      const chosen = choicesOf(new Learner("first"), 0, 400, 4, best);
      const late = chosen.slice(100);
      expect(late.filter((one) => one === best).length / late.length, best).toBeGreaterThan(0.6);
      expect(new Set(late).size).toBe(ARMS.length);
    }
  });

  test("has enough to choose for a round while the one before is under way", () => {
    const learner = new Learner("first");
    expect(learner.mayChoose(31)).toBe(true);
    expect(learner.mayChoose(32)).toBe(false);
    expect(() => learner.choose(32)).toThrow("Nobody chooses for seed 32 between 0 and 32.");
    for (let index = 0; index < 16; index++) learner.skip();
    expect(learner.mayChoose(47)).toBe(true);
    expect(learner.mayChoose(48)).toBe(false);
    expect(() => learner.choose(15)).toThrow("Nobody chooses for seed 15 between 16 and 48.");
  });

  test("is not impressed by what others reached before", () => {
    const learner = new Learner("first");
    const before = learner.state().shares;
    const reached = Uint32Array.from({ length: 5000 }, (_, place) => place);
    learner.take({ strategy: "swarm", events: 80_000, reached });
    for (let index = 1; index < 16; index++) learner.take({ strategy: "targeted", events: 80_000, reached });
    const { nextShares, shares } = learner.state();
    expect(shares).toEqual(before);
    const [swarm, targeted] = ["swarm", "targeted"].map((name) => ARMS.findIndex(({ strategy }) => strategy === name));
    expect(nextShares[swarm!]).toBeGreaterThan(2 * before[swarm!]!);
    expect(nextShares[targeted!]).toBeLessThan(before[targeted!]!);
  });
});
