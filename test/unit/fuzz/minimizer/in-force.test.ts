import { expect, test } from "vitest";
import { type Deed, FOR_GOOD, type TimedDeed } from "../../../../src/chaos/index.ts";
import { inForceAt } from "../../../../src/fuzz/minimizer/in-force.ts";
import { aimed } from "./fake-search.ts";

const SINCE_US = 1_000_000;
const AT_US = 5;

function left(...deeds: TimedDeed[]): Deed[] {
  const found = inForceAt(aimed(deeds), SINCE_US, AT_US);
  for (const { atUs } of found) expect(atUs).toBe(AT_US);
  return found.map(({ deed }) => deed);
}

const at = (atUs: number, deed: Deed): TimedDeed => ({ atUs, deed });

test("what lasts is in force for the rest of its time, and not after it", () => {
  const crash = { kind: "crash", aim: 2, forUs: 400_000 } as const;
  expect(left(at(700_000, crash))).toEqual([{ ...crash, forUs: 100_000 }]);
  expect(left(at(600_000, crash))).toEqual([]);
  expect(left(at(0, { ...crash, forUs: FOR_GOOD }))).toEqual([{ ...crash, forUs: FOR_GOOD }]);
});

test("what comes at the time itself is not in force yet", () => {
  expect(left(at(SINCE_US, { kind: "pause", aim: 1, forUs: 9 }))).toEqual([]);
});

test("a node that came back is not down, and the last that took it down counts", () => {
  const crash = { kind: "crash", aim: 2, forUs: FOR_GOOD } as const;
  const stop = { kind: "stop", aim: 2, forUs: FOR_GOOD } as const;
  expect(left(at(1, crash), at(2, { kind: "recover", node: 2 }))).toEqual([]);
  expect(left(at(1, crash), at(2, { kind: "recover", node: 3 }))).toEqual([crash]);
  expect(left(at(1, crash), at(2, stop))).toEqual([stop]);
});

test("changes of the same links add up, the later ones above the earlier", () => {
  const set = (changes: object, scope: "all" | "nodes" = "all") =>
    ({ kind: "set-conditions", changes, scope }) as const;
  const deeds = [
    set({ lossPerMillion: 1, delayPerMillion: 2 }),
    set({ lossPerMillion: 3 }),
    set({ delayMaxUs: 4 }, "nodes"),
  ];
  expect(left(...deeds.map((deed, place) => at(place, deed)))).toEqual([
    set({ lossPerMillion: 3, delayPerMillion: 2 }),
    set({ delayMaxUs: 4 }, "nodes"),
  ]);
});

test("every cut since the last healing is in force", () => {
  const cut = (node: number) => ({ kind: "cut-off", nodes: [node], forUs: FOR_GOOD }) as const;
  expect(left(at(1, cut(1)), at(2, { kind: "heal" }), at(3, cut(2)), at(4, cut(3)))).toEqual([cut(2), cut(3)]);
});

test("what is over at once leaves nothing", () => {
  expect(left(at(1, { kind: "submit", client: 0 }), at(2, { kind: "jump-clock", aim: 1, byUs: 5 }))).toEqual([]);
});
