import { type Keyed, SortedLeaves, withLeaf, withoutLeaf } from "./sorted-leaves.ts";

/** What stands under one key. Immutable, so that copies of the tree share it. */
export interface Leaf extends Keyed {
  /** A 32-bit integer hash of the key. */
  readonly keyHash: number;
}

/** Which children a key goes to is in so many bits of its hash at each level. */
const LEVEL_BITS = 4;
const CHILDREN = 1 << LEVEL_BITS;

/** A part of the tree: several are those whose keys have the same hash, of which there is hardly ever more than one. */
type Part<T extends Leaf> = Branch<T> | SortedLeaves<T> | T | undefined;

/** Two leaves at the least, told apart by the bits of this level or of one below. */
class Branch<T extends Leaf> {
  /** The tree that may change it: all others share it. */
  readonly owner: object;
  readonly children: Part<T>[];

  constructor(owner: object, children: Part<T>[]) {
    this.owner = owner;
    this.children = children;
  }
}

/**
 * Leaves by the hashes of their keys. A copy shares everything, and each change then copies no more than the branches on
 * the way to it: so a copy can be taken, and written down, while a large table goes on changing. The order of the leaves
 * depends on nothing but their keys. Whoever chooses the keys can make their hashes meet, and those are searched by halves.
 */
export class HashTree<T extends Leaf> {
  private root: Part<T> = undefined;
  private owner: object = {};
  private leafCount = 0;

  get size(): number {
    return this.leafCount;
  }

  find(key: string, keyHash: number): T | undefined {
    let part = this.root;
    for (let shift = 0; part instanceof Branch; shift += LEVEL_BITS) part = part.children[place(keyHash, shift)];
    if (part instanceof SortedLeaves) return part.find(key);
    return part?.key === key ? part : undefined;
  }

  /** There is none yet of its key. */
  add(leaf: T): void {
    this.leafCount++;
    this.root = this.partWith(this.root, leaf, 0);
  }

  /** In place of the one of its key, which there is. */
  replace(leaf: T): void {
    this.root = this.partWith(this.root, leaf, 0);
  }

  /** It is there. */
  remove(leaf: T): void {
    this.leafCount--;
    this.root = this.partWithout(this.root, leaf, 0);
  }

  /** As long as the tree is not changed. */
  *leaves(): Generator<T, void, undefined> {
    const left: Part<T>[] = [this.root];
    while (left.length > 0) {
      const part = left.pop();
      if (part instanceof Branch) for (let at = CHILDREN - 1; at >= 0; at--) left.push(part.children[at]);
      else if (part instanceof SortedLeaves) yield* part.leaves();
      else if (part !== undefined) yield part;
    }
  }

  /** Constant time. */
  fork(): HashTree<T> {
    const copy = new HashTree<T>();
    copy.root = this.root;
    copy.leafCount = this.leafCount;
    this.owner = {};
    return copy;
  }

  private partWith(part: Part<T>, leaf: T, shift: number): Part<T> {
    if (part === undefined) return leaf;
    if (part instanceof Branch) {
      const branch = this.own(part);
      const at = place(leaf.keyHash, shift);
      branch.children[at] = this.partWith(branch.children[at], leaf, shift + LEVEL_BITS);
      return branch;
    }
    const isSorted = part instanceof SortedLeaves;
    const { key, keyHash } = isSorted ? part.leaf : part;
    if (keyHash === leaf.keyHash) {
      if (isSorted) return withLeaf(part, leaf);
      return key === leaf.key ? leaf : withLeaf(new SortedLeaves(part), leaf);
    }
    const branch = new Branch<T>(this.owner, new Array<undefined>(CHILDREN).fill(undefined));
    branch.children[place(keyHash, shift)] = part;
    return this.partWith(branch, leaf, shift);
  }

  private partWithout(part: Part<T>, leaf: T, shift: number): Part<T> {
    if (part instanceof Branch) {
      const branch = this.own(part);
      const at = place(leaf.keyHash, shift);
      branch.children[at] = this.partWithout(branch.children[at], leaf, shift + LEVEL_BITS);
      return pruned(branch);
    }
    if (!(part instanceof SortedLeaves)) return undefined;
    const left = withoutLeaf(part, leaf.key);
    return left?.size === 1 ? left.leaf : left;
  }

  private own(branch: Branch<T>): Branch<T> {
    return branch.owner === this.owner ? branch : new Branch(this.owner, branch.children.slice());
  }
}

function place(keyHash: number, shift: number): number {
  return (keyHash >>> shift) & (CHILDREN - 1);
}

/** A branch is no longer needed for what could stand in its place: one leaf, or several of the same hash. */
function pruned<T extends Leaf>(branch: Branch<T>): Part<T> {
  let only: Part<T>;
  for (const child of branch.children) {
    if (child === undefined) continue;
    if (only !== undefined || child instanceof Branch) return branch;
    only = child;
  }
  return only ?? branch;
}
