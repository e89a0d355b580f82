import { expect, test } from "vitest";
import { type Deed, FOR_GOOD } from "../../../../src/chaos/index.ts";
import { nodesNamedBy, renumbered } from "../../../../src/fuzz/minimizer/renumbered.ts";
import { deedWithout } from "../../../../src/fuzz/minimizer/without-node.ts";

const links = [
  { from: 1, to: 3 },
  { from: 3, to: 1 },
];

const deeds: readonly Deed[] = [
  { kind: "crash", aim: 3, forUs: FOR_GOOD },
  { kind: "recover", node: 3 },
  { kind: "partition", shape: "halves", links, forUs: FOR_GOOD },
  { kind: "cut-off", nodes: [3], forUs: 5 },
  { kind: "clog", from: 3, to: 1, forUs: 5 },
  { kind: "set-conditions", changes: { lossPerMillion: 1 }, scope: { from: 3, to: 1 } },
  { kind: "appoint-liars", liars: [3], lies: ["silent-drop"] },
  { kind: "instruct", node: 3, instruction: { kind: "take-snapshot" } },
  { kind: "instruct", node: 1, instruction: { kind: "transfer", to: 3 } },
];

test.each(deeds)("nodes change places in $kind wherever they are named", (deed) => {
  const swap = (node: number) => (node === 3 ? 4 : node === 4 ? 3 : node);
  const moved = renumbered(deed, swap);
  expect(nodesNamedBy(deed)).toContain(3);
  expect(nodesNamedBy(moved)).not.toContain(3);
  expect(renumbered(moved, swap)).toEqual(deed);
});

test("clients and everybody are not renumbered", () => {
  expect(nodesNamedBy({ kind: "submit", client: 3 })).toEqual([]);
  expect(nodesNamedBy({ kind: "instruct", node: 1, instruction: { kind: "transfer", to: 0 } })).toEqual([1]);
});

test("without a node, what was about it is gone and those above it move down", () => {
  expect(deedWithout({ kind: "crash", aim: 3, forUs: 1 }, 3)).toBeUndefined();
  expect(deedWithout({ kind: "crash", aim: 4, forUs: 1 }, 3)).toEqual({ kind: "crash", aim: 3, forUs: 1 });
  expect(deedWithout({ kind: "partition", shape: "halves", links, forUs: 1 }, 3)).toBeUndefined();
  const change = { kind: "change", transition: "auto", steps: [{ kind: "remove", node: 2 }] } as const;
  const both = { ...change, steps: [...change.steps, { kind: "add-voter", node: 5 } as const] };
  const instruct = { kind: "instruct", node: 1, instruction: { kind: "change-membership", change: both } } as const;
  expect(deedWithout(instruct, 5)).toEqual({ ...instruct, instruction: { kind: "change-membership", change } });
});
