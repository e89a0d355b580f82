import fc from "fast-check";
import { expect, test } from "vitest";
import type { Deed } from "../../../../src/chaos/index.ts";
import { FOR_GOOD } from "../../../../src/chaos/index.ts";
import { shapeDigest, shapeOf } from "../../../../src/fuzz/corpus/shape.ts";
import { renumbered } from "../../../../src/fuzz/minimizer/renumbered.ts";
import type { Departure } from "../../../../src/sim/index.ts";
import { failureOn, smallTape } from "../tape/small-tape.ts";

const story: readonly Deed[] = [
  { kind: "submit", client: 0 },
  { kind: "partition", shape: "halves", links: [{ from: 3, to: 1 }], forUs: 5_000 },
  { kind: "crash", aim: 3, forUs: 70_000 },
  { kind: "crash-after", aim: 1, moment: "vote", forUs: 70_000 },
  { kind: "set-conditions", changes: { lossPerMillion: 5 }, scope: { from: 1, to: 2 } },
  { kind: "clog", from: 2, to: 3, forUs: 1 },
  { kind: "cut-off", nodes: [3, 2], forUs: 1 },
  { kind: "recover", node: 3 },
  { kind: "appoint-liars", liars: [2], lies: ["equivocate"] },
  { kind: "instruct", node: 1, instruction: { kind: "transfer", to: 2 } },
  {
    kind: "instruct",
    node: 1,
    instruction: {
      kind: "change-membership",
      change: { kind: "change", steps: [{ kind: "remove", node: 3 }], transition: "auto" },
    },
  },
  { kind: "slow-disk", aim: 2, addedMinUs: 1, addedMaxUs: 2, forUs: 3 },
  { kind: "heal" },
  { kind: "crash-all", forUs: 9 },
];

function shape(deeds: readonly Deed[], invariant = "log-matching", mutant: string | null = "m"): string {
  const tape = { ...smallTape, deeds: deeds.map((deed, place) => ({ atUs: place * 10, deed })) };
  return shapeOf({ ...failureOn(tape), invariant, mutant });
}

test("is the same for the same story on other nodes", () => {
  fc.assert(
    fc.property(fc.constantFrom([2, 3, 1], [3, 1, 2], [5, 4, 3], [1, 3, 2]), (names) => {
      const elsewhere = story.map((deed) => renumbered(deed, (node) => names[node - 1]!));
      expect(shape(elsewhere)).toBe(shape(story));
    }),
  );
});

test("is the same for the same story on other nodes, as a tape tells it: lists are in the order of numbers", () => {
  const tell = (lone: number, others: readonly number[], crashed: number): string => {
    const links = others.flatMap((other) => [
      { from: lone, to: other },
      { from: other, to: lone },
    ]);
    links.sort((one, other) => one.from - other.from || one.to - other.to);
    const pair = [lone, crashed].sort();
    return shape([
      { kind: "cut-off", nodes: pair, forUs: 9 },
      { kind: "partition", shape: "isolate-one", links, forUs: 9 },
      { kind: "appoint-liars", liars: pair, lies: ["equivocate"] },
      { kind: "crash", aim: crashed, forUs: 9 },
    ]);
  };
  expect(tell(3, [1, 2, 4], 2)).toBe(tell(1, [2, 3, 4], 4));
  expect(tell(2, [1, 3, 4], 1)).toBe(tell(1, [2, 3, 4], 4));
});

test("tells who is cut from whom", () => {
  const cut = (from: number, to: number): Deed => ({
    kind: "partition",
    shape: "one-way",
    links: [{ from, to }],
    forUs: 9,
  });
  const crash: Deed = { kind: "crash", aim: 1, forUs: 9 };
  expect(shape([cut(1, 2), crash])).not.toBe(shape([cut(2, 1), crash]));
  expect(shape([crash, cut(1, 2)])).toBe(shape([{ ...crash, aim: 2 }, cut(2, 1)]));
});

test("of nothing done is the invariant's and the mutant's", () => {
  const tape = { ...smallTape, deeds: [], departures: [] };
  expect(shapeOf({ ...failureOn(tape), invariant: "log-matching", mutant: "m" })).toBe("log-matching\nm");
});

test("is the same for other clients, times and amounts", () => {
  const other = story.map((deed): Deed => {
    if (deed.kind === "submit") return { ...deed, client: 2 };
    return "forUs" in deed ? { ...deed, forUs: FOR_GOOD } : deed;
  });
  expect(shape(other)).toBe(shape(story));
  const late = { ...smallTape, deeds: smallTape.deeds.map((timed) => ({ ...timed, atUs: timed.atUs + 7 })) };
  expect(shapeOf(failureOn(late))).toBe(shapeOf(failureOn(smallTape)));
});

test("is another one for another invariant, mutant, deed or order, and for the same deed on somebody else", () => {
  const others = [
    shape(story, "liveness"),
    shape(story, "log-matching", null),
    shape(story, "log-matching", "n"),
    shape(story.slice(1)),
    shape(story.toReversed()),
    shape(story.map((deed) => (deed.kind === "crash" ? { ...deed, aim: 1 } : deed))),
    shape(story.map((deed) => (deed.kind === "crash" ? { ...deed, kind: "pause" } : deed))),
    shape(story.map((deed) => (deed.kind === "crash-after" ? { ...deed, moment: "write" } : deed))),
    shape(story.map((deed) => (deed.kind === "partition" ? { ...deed, shape: "flapping" } : deed))),
    shape(story.map((deed) => (deed.kind === "appoint-liars" ? { ...deed, lies: ["silent-drop"] } : deed))),
    shape([...story, { kind: "submit", client: 1 }]),
    shape([...story, { kind: "submit", client: 0 }]),
  ];
  expect(new Set([shape(story), ...others]).size).toBe(others.length + 1);
  expect(shapeDigest(others[0]!)).toMatch(/^[0-9a-f]{8}$/);
  expect(shapeDigest(others[0]!)).not.toBe(shapeDigest(others[1]!));
});

test("where nothing was done, is what befell messages and disks: not how often, nor who stood for election first", () => {
  const by = (...departures: readonly Departure[]) =>
    shapeOf({ ...failureOn({ ...smallTape, deeds: [], departures }), invariant: "log-matching", mutant: "m" });
  const lost = { what: "message-loss", where: 5, ordinal: 3, came: 1 } as const;
  const torn = { what: "crash-fate", where: 1, ordinal: 0, came: 1 } as const;
  const stood = { what: "program-seed", where: 2, ordinal: 0, came: 77 } as const;
  expect(by(lost, torn)).not.toBe(by(lost));
  expect(by(torn, lost)).toBe(by(lost, { ...lost, ordinal: 4 }, { ...torn, where: 2 }, stood));
  expect(by(stood)).toBe(by());
});
