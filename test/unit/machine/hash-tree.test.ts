import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HashTree, type Leaf } from "../../../src/machine/hash-tree.ts";

interface Pair extends Leaf {
  readonly value: string;
}

/** Few keys, whose hashes meet wholly, in their first bits, or not at all. */
const HASHES = [0, 0, 0, 1, 0x10, 0x10, -1, -1, 0x7fffffff, 0x0fffffff, 0x0fffffff, 1 << 31];
const KEYS = HASHES.map((_, number) => `k${number}`);

interface Change {
  readonly number: number;
  /** Undefined: the key is removed. */
  readonly value: string | undefined;
}

const anyChanges: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.record({ number: fc.nat(KEYS.length - 1), value: fc.option(fc.constantFrom("x", "y"), { nil: undefined }) }),
  { maxLength: 60, size: "max" },
);

function find(tree: HashTree<Pair>, number: number): Pair | undefined {
  return tree.find(KEYS[number]!, HASHES[number]!);
}

function change(tree: HashTree<Pair>, changes: readonly Change[]): HashTree<Pair> {
  for (const { number, value } of changes) {
    const old = find(tree, number);
    if (value === undefined) {
      if (old !== undefined) tree.remove(old);
      continue;
    }
    const pair: Pair = { key: KEYS[number]!, keyHash: HASHES[number]!, value };
    if (old === undefined) tree.add(pair);
    else tree.replace(pair);
  }
  return tree;
}

function modelOf(changes: readonly Change[]): Map<number, string> {
  const model = new Map<number, string>();
  for (const { number, value } of changes) {
    if (value === undefined) model.delete(number);
    else model.set(number, value);
  }
  return model;
}

const inOrder = (tree: HashTree<Pair>) => [...tree.leaves()].map(({ key, value }) => `${key} ${value}`);

function expectToHold(tree: HashTree<Pair>, model: Map<number, string>): void {
  expect(tree.size).toBe(model.size);
  KEYS.forEach((_, number) => void expect(find(tree, number)?.value).toBe(model.get(number)));
  expect(inOrder(tree).sort()).toEqual([...model].map(([number, value]) => `${KEYS[number]} ${value}`).sort());
}

describe("HashTree", () => {
  test("holds what a map holds, also where hashes meet", () => {
    fc.assert(
      fc.property(anyChanges, (changes) => expectToHold(change(new HashTree<Pair>(), changes), modelOf(changes))),
    );
  });

  test("has the same leaves in the same order, whatever the path that led there", () => {
    fc.assert(
      fc.property(anyChanges, (changes) => {
        const shortest = [...modelOf(changes)].map(([number, value]) => ({ number, value })).reverse();
        expect(inOrder(change(new HashTree<Pair>(), shortest))).toEqual(inOrder(change(new HashTree<Pair>(), changes)));
      }),
    );
  });

  test("and its copies change apart, however often they are copied", () => {
    fc.assert(
      fc.property(anyChanges, anyChanges, anyChanges, (before, here, there) => {
        const tree = change(new HashTree<Pair>(), before);
        const copy = tree.fork();
        const middle = Math.floor(here.length / 2);
        change(tree, here.slice(0, middle));
        const second = tree.fork();
        change(copy, there);
        change(tree, here.slice(middle));
        expectToHold(tree, modelOf([...before, ...here]));
        expectToHold(copy, modelOf([...before, ...there]));
        expectToHold(second, modelOf([...before, ...here.slice(0, middle)]));
      }),
    );
  });
});
