import { expect, test } from "vitest";
import { withFounders } from "../../../../src/fuzz/minimizer/founders.ts";
import { smallTape } from "../tape/small-tape.ts";
import { candidateOf } from "./fake-search.ts";

const { setup } = smallTape;
const clocks = [1, 2, 3].map((offsetUs) => ({ ratePerMille: 1_000, offsetUs }));
const candidate = candidateOf([{ atUs: 1, deed: { kind: "clog", from: 1, to: 3, forUs: 9 } }], {
  setup: { ...setup, profile: { ...setup.profile, clocks } },
});

test("the voters come first, the others are spares, and everything that was a node's goes with it", () => {
  const { deeds, setup } = withFounders(candidate, [2, 3]);
  expect(setup.nodes).toBe(2);
  expect(setup.profile.spares).toBe(1);
  expect(setup.profile.settings.founders).toEqual([1, 2]);
  expect(setup.profile.clocks.map(({ offsetUs }) => offsetUs)).toEqual([2, 3, 1]);
  expect(deeds[0]!.deed).toEqual({ kind: "clog", from: 3, to: 2, forUs: 9 });
});

test("the leader of a deed is renamed too, and nobody stays nobody", () => {
  const [led] = candidate.deeds;
  const { deeds } = withFounders({ ...candidate, deeds: [{ ...led!, leader: 3 }, led!] }, [3, 2]);
  expect(deeds.map(({ leader }) => leader)).toEqual([2, 0]);
});

test("a cluster of its own founders stays as it is", () => {
  expect(withFounders(candidate, [1, 2, 3])).toBe(candidate);
});
