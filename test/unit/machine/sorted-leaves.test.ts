import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Keyed, type SortedLeaves, withLeaf, withoutLeaf } from "../../../src/machine/sorted-leaves.ts";

interface Pair extends Keyed {
  readonly value: number;
}

/** Undefined: the key is removed. */
type Change = readonly [key: string, value: number | undefined];

const anyKey = fc.nat(40).map((number) => `k${number}`);
const anyChanges: fc.Arbitrary<Change[]> = fc.array(
  fc.tuple(anyKey, fc.option(fc.nat(9), { nil: undefined, freq: 2 })),
  { maxLength: 100, size: "max" },
);

type Tree = SortedLeaves<Pair> | undefined;

function change(tree: Tree, [key, value]: Change): Tree {
  return value === undefined ? withoutLeaf(tree, key) : withLeaf(tree, { key, value });
}

/** Fails where a side weighs more than three times the other. Gives how deep the tree is. */
function expectBalanced(tree: Tree): number {
  if (tree === undefined) return 0;
  const lighter = 1 + Math.min(tree.lower?.size ?? 0, tree.higher?.size ?? 0);
  const heavier = 1 + Math.max(tree.lower?.size ?? 0, tree.higher?.size ?? 0);
  if (heavier > 3 * lighter) throw new Error(`${heavier} stand against ${lighter}.`);
  return 1 + Math.max(expectBalanced(tree.lower), expectBalanced(tree.higher));
}

describe("SortedLeaves", () => {
  test("hold what a map holds, in order, and are balanced after each change", () => {
    fc.assert(
      fc.property(anyChanges, (changes) => {
        const model = new Map<string, number>();
        let tree: Tree;
        for (const [key, value] of changes) {
          const before = tree;
          const leavesBefore = [...(before?.leaves() ?? [])];
          tree = change(tree, [key, value]);
          if (value === undefined) model.delete(key);
          else model.set(key, value);
          expectBalanced(tree);
          expect([tree?.size ?? 0, tree?.find(key)?.value]).toEqual([model.size, value]);
          expect([...(before?.leaves() ?? [])]).toEqual(leavesBefore);
        }
        const sorted = [...model].sort(([one], [other]) => (one < other ? -1 : 1));
        expect([...(tree?.leaves() ?? [])].map(({ key, value }) => [key, value])).toEqual(sorted);
      }),
    );
  });

  test("are shallow also where keys come in order, and go in order", () => {
    const keys = Array.from({ length: 5_000 }, (_, number) => String(number).padStart(4, "0"));
    let tree: Tree;
    for (const key of keys) tree = change(tree, [key, 1]);
    expect(expectBalanced(tree)).toBeLessThan(25);
    for (const key of keys.slice(0, 4_000)) tree = change(tree, [key, undefined]);
    expect(expectBalanced(tree)).toBeLessThan(25);
    expect([...tree!.leaves()].map(({ key }) => key)).toEqual(keys.slice(4_000));
  });
});
