/** What has a key to be found by. */
export interface Keyed {
  readonly key: string;
}

/** Neither side of a tree weighs more than so many times the other, */
const MAX_IMBALANCE = 3;
/** and the inner part of the heavy side is turned outwards first where it weighs so many times the outer. */
const MAX_INNER_SHARE = 2;

/**
 * Leaves ascending by key: a binary tree that keeps itself balanced by weight, so that whoever chooses the keys cannot
 * make it deep. Immutable: a change copies no more than the way to it. The order does not tell what path led there.
 */
export class SortedLeaves<T extends Keyed> {
  readonly leaf: T;
  readonly lower: SortedLeaves<T> | undefined;
  readonly higher: SortedLeaves<T> | undefined;
  readonly size: number;

  constructor(leaf: T, lower?: SortedLeaves<T>, higher?: SortedLeaves<T>) {
    this.leaf = leaf;
    this.lower = lower;
    this.higher = higher;
    this.size = 1 + (lower?.size ?? 0) + (higher?.size ?? 0);
  }

  find(key: string): T | undefined {
    let tree: SortedLeaves<T> | undefined = this;
    while (tree !== undefined && tree.leaf.key !== key) tree = key < tree.leaf.key ? tree.lower : tree.higher;
    return tree?.leaf;
  }

  *leaves(): Generator<T, void, undefined> {
    if (this.lower !== undefined) yield* this.lower.leaves();
    yield this.leaf;
    if (this.higher !== undefined) yield* this.higher.leaves();
  }
}

/** The tree with the leaf, in place of the one that has its key. */
export function withLeaf<T extends Keyed>(tree: SortedLeaves<T> | undefined, leaf: T): SortedLeaves<T> {
  if (tree === undefined) return new SortedLeaves(leaf);
  const { higher, lower } = tree;
  if (leaf.key === tree.leaf.key) return new SortedLeaves(leaf, lower, higher);
  if (leaf.key < tree.leaf.key) return balanced(tree.leaf, withLeaf(lower, leaf), higher);
  return balanced(tree.leaf, lower, withLeaf(higher, leaf));
}

/** The tree without the leaf of this key, which need not be there; undefined if none is left. */
export function withoutLeaf<T extends Keyed>(
  tree: SortedLeaves<T> | undefined,
  key: string,
): SortedLeaves<T> | undefined {
  if (tree === undefined) return undefined;
  const { higher, leaf, lower } = tree;
  if (key < leaf.key) return balanced(leaf, withoutLeaf(lower, key), higher);
  if (key > leaf.key) return balanced(leaf, lower, withoutLeaf(higher, key));
  if (lower === undefined || higher === undefined) return lower ?? higher;
  const next = lowest(higher);
  return balanced(next, lower, withoutLeaf(higher, next.key));
}

function lowest<T extends Keyed>(tree: SortedLeaves<T>): T {
  let lowestTree = tree;
  while (lowestTree.lower !== undefined) lowestTree = lowestTree.lower;
  return lowestTree.leaf;
}

/** A tree of the leaf and both sides, of which one has changed by a single leaf since they were balanced. */
function balanced<T extends Keyed>(
  leaf: T,
  lower: SortedLeaves<T> | undefined,
  higher: SortedLeaves<T> | undefined,
): SortedLeaves<T> {
  if (higher !== undefined && weight(higher) > MAX_IMBALANCE * weight(lower)) {
    const { higher: outer, lower: inner } = higher;
    if (inner === undefined || weight(inner) < MAX_INNER_SHARE * weight(outer)) {
      return new SortedLeaves(higher.leaf, new SortedLeaves(leaf, lower, inner), outer);
    }
    const outside = new SortedLeaves(higher.leaf, inner.higher, outer);
    return new SortedLeaves(inner.leaf, new SortedLeaves(leaf, lower, inner.lower), outside);
  }
  if (lower !== undefined && weight(lower) > MAX_IMBALANCE * weight(higher)) {
    const { higher: inner, lower: outer } = lower;
    if (inner === undefined || weight(inner) < MAX_INNER_SHARE * weight(outer)) {
      return new SortedLeaves(lower.leaf, outer, new SortedLeaves(leaf, inner, higher));
    }
    const outside = new SortedLeaves(lower.leaf, outer, inner.lower);
    return new SortedLeaves(inner.leaf, outside, new SortedLeaves(leaf, inner.higher, higher));
  }
  return new SortedLeaves(leaf, lower, higher);
}

/** More than none for no leaf at all, as the bounds are meant. */
function weight<T extends Keyed>(tree: SortedLeaves<T> | undefined): number {
  return 1 + (tree?.size ?? 0);
}
