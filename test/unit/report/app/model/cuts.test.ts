import { expect, test } from "vitest";
import { cutBandsOf } from "../../../../../src/report/app/model/cuts.ts";
import { stepWith } from "./steps.ts";

const both = (one: number, other: number): [number, number][] => [
  [one, other],
  [other, one],
];

test("a partition is a band from its beginning to its end, with the groups that still reach each other", () => {
  const cut = [...both(1, 3), ...both(2, 3)];
  const steps = [stepWith({}), stepWith({ cut }), stepWith({}), stepWith({ mended: cut }), stepWith({})];
  expect(cutBandsOf(steps, 3)).toEqual([
    { fromStep: 1, untilStep: 3, links: cut, groups: [[1, 2], [3]], label: "cut: n1 n2  |  n3" },
  ]);
});

test("where it changes one band ends and another begins; one that is never mended lasts to the end", () => {
  const steps = [stepWith({ cut: both(1, 2) }), stepWith({ cut: both(1, 3) }), stepWith({})];
  expect(cutBandsOf(steps, 3).map(({ fromStep, groups, untilStep }) => [fromStep, untilStep, groups])).toEqual([
    [0, 1, [[1, 2, 3]]],
    [1, 3, [[2, 3], [1]]],
  ]);
});

test("a link that is cut one way leaves nobody out while others lead around it, and is named", () => {
  const [band] = cutBandsOf([stepWith({ cut: [[1, 2]] }), stepWith({})], 3);
  expect(band).toMatchObject({ groups: [[1, 2, 3]], label: "cut: n1→n2" });
});
