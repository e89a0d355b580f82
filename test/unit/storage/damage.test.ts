import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Dice } from "./dice.ts";
import { describe as textOf } from "./model.ts";
import { Rig, stateOf } from "./rig.ts";

/** A node that has worked for a while, and whose files lie at rest. */
function worked(seed: number, segmentBytes: number, steps: number): Rig {
  const rig = new Rig(segmentBytes);
  const dice = new Dice(seed);
  for (let step = 0; step < steps; step++) {
    const kind = dice.below(8);
    if (kind === 0) rig.writeHardState(dice);
    else if (kind < 4) rig.appendEntries(dice);
    else if (kind < 6) rig.goOnSaving(dice);
    else if (kind === 6) rig.compact(dice);
    else if (dice.below(4) === 0) rig.receive(dice);
    if (dice.below(2) === 0) rig.settle();
  }
  return rig;
}

/** How a node fares that starts with a byte changed. It throws if the node starts without what was reported. */
function startDamaged(rig: Rig, file: string, offset: number, bits: number): "refused" | "started" {
  rig.files.damage(file, offset, bits);
  const recovery = rig.recover();
  rig.files.damage(file, offset, bits);
  if (recovery.kind === "ready") {
    rig.files.damage(file, offset, bits);
    rig.judge(textOf(stateOf(recovery, rig.files)));
    rig.files.damage(file, offset, bits);
    return "started";
  }
  expect(recovery.file).toBe(file);
  expect(recovery.offset).toBeLessThanOrEqual(offset);
  return "refused";
}

describe("a byte that changes at rest", () => {
  test("is refused with its file, or nobody was promised what it was part of: every byte of some logs", () => {
    const fates = { refused: 0, started: 0 };
    for (const [seed, segmentBytes] of [
      [1, 400],
      [2, 1_500],
      [3, 100_000],
    ] as const) {
      const rig = worked(seed, segmentBytes, 24);
      rig.settle();
      for (const file of rig.files.list()) {
        const step = rig.files.sizeBytes(file) > 20_000 ? 997 : 1;
        for (let offset = 0; offset < rig.files.sizeBytes(file); offset += step) {
          fates[startDamaged(rig, file, offset, 1 << (offset % 8))]++;
        }
      }
    }
    expect(fates.refused).toBeGreaterThan(1_000);
    expect(fates.started).toBeGreaterThan(0);
    expect(fates.started * 10).toBeLessThan(fates.refused);
  });

  test("any byte in any way, also after a crash", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(1, 400, 1_500, 100_000),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom("at rest", "crashed", "recovered"),
        fc.nat(),
        (seed, segmentBytes, steps, moment, place) => {
          const rig = worked(seed, segmentBytes, steps);
          const dice = new Dice(place);
          if (moment === "at rest") rig.settle();
          else {
            rig.work(1 + dice.below(5));
            rig.files.crash(dice);
          }
          if (moment === "recovered") {
            rig.restart();
            rig.settle();
          }
          const files = rig.files.list().filter((file) => rig.files.sizeBytes(file) > 0);
          if (files.length === 0) return;
          const file = files[dice.below(files.length)]!;
          const offset = dice.below(rig.files.sizeBytes(file));
          startDamaged(rig, file, offset, 1 + dice.below(255));
        },
      ),
      { numRuns: 1_500 },
    );
  });
});
