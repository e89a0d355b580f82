/** What stands under one key. Immutable, so that copies of the tree share it. */
export interface Leaf<T> {
  readonly key: string;
  /** A 32-bit integer hash of the key. */
  readonly keyHash: number;
  /** The next of those whose keys have the same hash, ascending by key; the tree sees to it. There is hardly ever one. */
  readonly next: T | undefined;
}

/** Which children a key goes to is in so many bits of its hash at each level. */
const LEVEL_BITS = 4;
const CHILDREN = 1 << LEVEL_BITS;

/** Two leaves at the least, told apart by the bits of this level or of one below. */
class Branch<T> {
  /** The tree that may change it: all others share it. */
  readonly owner: object;
  readonly children: (Branch<T> | T | undefined)[];

  constructor(owner: object, children: (Branch<T> | T | undefined)[]) {
    this.owner = owner;
    this.children = children;
  }
}

/**
 * Leaves by the hashes of their keys. A copy shares everything, and each change then copies no more than the branches on
 * the way to it: so a copy can be taken, and written down, while a large table goes on changing. The order of the leaves
 * depends on nothing but their keys.
 */
export class HashTree<T extends Leaf<T>> {
  private root: Branch<T> | T | undefined = undefined;
  private owner: object = {};
  private leafCount = 0;

  get size(): number {
    return this.leafCount;
  }

  find(key: string, keyHash: number): T | undefined {
    let child = this.root;
    for (let shift = 0; child instanceof Branch; shift += LEVEL_BITS) child = child.children[place(keyHash, shift)];
    let leaf: T | undefined = child;
    while (leaf !== undefined && leaf.key !== key) leaf = leaf.next;
    return leaf;
  }

  /** There is none yet of its key. */
  add(leaf: T): void {
    this.leafCount++;
    this.root = this.withLeaf(this.root, leaf, 0);
  }

  /** In place of the one of its key, which there is. */
  replace(leaf: T): void {
    this.root = this.withLeaf(this.root, leaf, 0);
  }

  /** It is there. */
  remove(leaf: T): void {
    this.leafCount--;
    this.root = this.withoutLeaf(this.root, leaf, 0);
  }

  /** As long as the tree is not changed. */
  *leaves(): Generator<T, void, undefined> {
    const left: (Branch<T> | T | undefined)[] = [this.root];
    while (left.length > 0) {
      const child = left.pop();
      if (child instanceof Branch) for (let at = CHILDREN - 1; at >= 0; at--) left.push(child.children[at]);
      else for (let leaf: T | undefined = child; leaf !== undefined; leaf = leaf.next) yield leaf;
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

  private withLeaf(child: Branch<T> | T | undefined, leaf: T, shift: number): Branch<T> | T {
    if (child === undefined) return leaf;
    if (child instanceof Branch) {
      const branch = this.own(child);
      const at = place(leaf.keyHash, shift);
      branch.children[at] = this.withLeaf(branch.children[at], leaf, shift + LEVEL_BITS);
      return branch;
    }
    if (child.keyHash === leaf.keyHash) return chained(child, leaf);
    const branch = new Branch<T>(this.owner, new Array<undefined>(CHILDREN).fill(undefined));
    branch.children[place(child.keyHash, shift)] = child;
    return this.withLeaf(branch, leaf, shift);
  }

  private withoutLeaf(child: Branch<T> | T | undefined, leaf: T, shift: number): Branch<T> | T | undefined {
    if (!(child instanceof Branch)) return unchained(child, leaf.key);
    const branch = this.own(child);
    const at = place(leaf.keyHash, shift);
    branch.children[at] = this.withoutLeaf(branch.children[at], leaf, shift + LEVEL_BITS);
    return pruned(branch);
  }

  private own(branch: Branch<T>): Branch<T> {
    return branch.owner === this.owner ? branch : new Branch(this.owner, branch.children.slice());
  }
}

function place(keyHash: number, shift: number): number {
  return (keyHash >>> shift) & (CHILDREN - 1);
}

/** A branch is no longer needed for a single leaf. */
function pruned<T>(branch: Branch<T>): Branch<T> | T {
  let only: T | undefined;
  for (const child of branch.children) {
    if (child === undefined) continue;
    if (only !== undefined || child instanceof Branch) return branch;
    only = child;
  }
  return only ?? branch;
}

/** The chain with the leaf, in place of the one that has its key. */
function chained<T extends Leaf<T>>(chain: T | undefined, leaf: T): T {
  if (chain === undefined || leaf.key < chain.key) return { ...leaf, next: chain };
  if (leaf.key === chain.key) return { ...leaf, next: chain.next };
  return { ...chain, next: chained(chain.next, leaf) };
}

function unchained<T extends Leaf<T>>(chain: T | undefined, key: string): T | undefined {
  if (chain === undefined || chain.key === key) return chain?.next;
  return { ...chain, next: unchained(chain.next, key) };
}
