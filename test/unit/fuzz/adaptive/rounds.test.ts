import { expect, test } from "vitest";
import { FIRST_ROUNDS, roundsAfter } from "../../../../src/fuzz/adaptive/rounds.ts";

test("rounds follow each other, begin short, grow with what is known, and no further than suits the workers", () => {
  let rounds = FIRST_ROUNDS;
  const ends = [rounds.end];
  while (ends.at(-1)! < 10_000) {
    const next = roundsAfter(rounds);
    expect(next.end).toBe(rounds.nextEnd);
    rounds = next;
    ends.push(rounds.end);
  }
  expect(ends.slice(0, 8)).toEqual([16, 32, 48, 64, 80, 100, 125, 156]);
  expect(ends.at(-1)! - ends.at(-2)!).toBe(512);
});
