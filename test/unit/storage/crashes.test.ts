import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Dice } from "./dice.ts";
import { Rig } from "./rig.ts";

const ACTIONS = {
  "hard-state": (rig: Rig, dice: Dice) => rig.writeHardState(dice),
  append: (rig: Rig, dice: Dice) => rig.appendEntries(dice),
  save: (rig: Rig, dice: Dice) => rig.goOnSaving(dice),
  compact: (rig: Rig, dice: Dice) => rig.compact(dice),
  receive: (rig: Rig, dice: Dice) => rig.receive(dice),
  work: (rig: Rig, dice: Dice) => rig.work(1 + dice.below(4)),
  settle: (rig: Rig) => rig.settle(),
  check: (rig: Rig, dice: Dice) => rig.check(dice),
  fork: (rig: Rig) => rig.fork(),
  crash: (rig: Rig, dice: Dice) => rig.crash(dice),
  kill: (rig: Rig) => rig.restart(),
  fail: (rig: Rig, dice: Dice) => rig.fail(dice),
} as const;

const WEIGHTS = {
  "hard-state": 2,
  append: 8,
  save: 6,
  compact: 3,
  receive: 2,
  work: 14,
  settle: 1,
  check: 3,
  fork: 1,
  crash: 3,
  kill: 1,
  fail: 1,
};

const actions = fc.array(
  fc.record({
    kind: fc.oneof(
      ...Object.entries(WEIGHTS).map(([kind, weight]) => ({
        weight,
        arbitrary: fc.constant(kind as keyof typeof ACTIONS),
      })),
    ),
    seed: fc.nat(),
  }),
  { minLength: 1, maxLength: 120, size: "max" },
);

describe("whenever the power fails", () => {
  test("all that was reported is found, and of the rest a beginning", () => {
    fc.assert(
      fc.property(actions, fc.constantFrom(1, 300, 2_000, 100_000), (list, segmentBytes) => {
        const rig = new Rig(segmentBytes);
        for (const { kind, seed } of list) {
          // A node whose disk failed has stopped, and is found again only after a crash.
          if (!rig.hasStopped || kind === "work" || kind === "crash" || kind === "kill")
            ACTIONS[kind](rig, new Dice(seed));
        }
        rig.settle();
        expect(rig.reported).toBe(rig.states.length - 1);
        rig.restart();
      }),
      { numRuns: 400 },
    );
  });
});
