import { expect, test } from "vitest";
import { findOpposites } from "../../../../src/fuzz/calm/opposites.ts";
import type { RaftView } from "../../../../src/sut/index.ts";

/** Only what two servers are compared by. */
const view = (id: number, term: number, lastTerm: number, lastIndex: number): RaftView =>
  ({ id, term, lastTerm, lastIndex }) as RaftView;

const idsOf = (...views: RaftView[]): number[] => findOpposites(views).map(({ id }) => id);

test("a server in a higher term needs one whose log is more up-to-date", () => {
  expect(idsOf(view(1, 3, 3, 9), view(2, 3, 3, 9), view(3, 5, 3, 8))).toEqual([1, 3]);
});

test("a longer log is at odds with one of a higher last term", () => {
  expect(idsOf(view(1, 4, 3, 9), view(2, 4, 4, 7), view(3, 4, 4, 7))).toEqual([2, 1]);
});

test("who is ahead in two ways comes before who is ahead in one", () => {
  expect(idsOf(view(1, 5, 3, 7), view(2, 4, 4, 8), view(3, 5, 3, 9))).toEqual([2, 3]);
});

test("where all agree any two will do", () => {
  expect(idsOf(view(4, 2, 2, 5), view(7, 2, 2, 5), view(9, 2, 2, 5))).toEqual([4, 7]);
});
