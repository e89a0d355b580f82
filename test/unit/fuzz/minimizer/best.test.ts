import { expect, test } from "vitest";
import { Best } from "../../../../src/fuzz/minimizer/best.ts";
import type { Found } from "../../../../src/fuzz/minimizer/trial.ts";
import { smallTape } from "../tape/small-tape.ts";

function found(entries: number, events: number, spares = 0): Found {
  const profile = { ...smallTape.setup.profile, spares };
  const setup = { ...smallTape.setup, nodes: 3, profile };
  return {
    tape: { ...smallTape, setup, deeds: Array(entries).fill(smallTape.deeds[0]), departures: [] },
    events,
  } as never;
}

test("the fewest entries are best, and of those the fewest events", () => {
  const offered = [found(9, 5), found(10, 1), found(8, 7), found(8, 8), found(8, 6), found(9, 1)];
  const told: Found[] = [];
  const best = new Best(found(9, 9), (one) => told.push(one));
  for (const one of offered) best.offer(one);
  expect(best.found).toBe(offered[4]);
  expect(told).toEqual([offered[0], offered[2], offered[4]]);
});

test("what was best before can be gone back to, the newest first", () => {
  const first = found(9, 9);
  const best = new Best(first, () => {});
  const [less, plainer] = [found(5, 5), found(5, 6)];
  best.offer(less);
  best.take(plainer);
  expect(best.found).toBe(plainer);
  expect(best.newestThat(() => true)).toBe(plainer);
  expect(best.newestThat((one) => one !== plainer)).toBe(less);
  expect(best.newestThat((one) => one === first)).toBe(first);
  expect(best.newestThat(() => false)).toBeUndefined();
});

test("nodes count as long as there are more than five, but never more than to keep entries few", () => {
  const best = new Best(found(20, 5, 5), () => {});
  const [fewerNodes, fewNodes, fewerEntries] = [found(30, 9, 3), found(29, 9, 2), found(28, 9, 1)];
  for (const one of [found(31, 1, 1), fewerNodes, found(19, 1, 4), fewNodes, found(30, 1, 0), fewerEntries])
    best.offer(one);
  expect(best.found).toBe(fewerEntries);
  expect(best.newestThat((one) => one !== fewerEntries)).toBe(fewNodes);
  expect(best.newestThat((one) => one !== fewerEntries && one !== fewNodes)).toBe(fewerNodes);
  const many = new Best(found(40, 5, 2), () => {});
  many.offer(found(39, 5, 9));
  expect(many.found.tape.deeds).toHaveLength(39);
});
