import { hashString } from "./hash.ts";

/** One key with its value. Immutable, so that copies of the tree share it. */
export interface Pair {
  readonly key: string;
  readonly value: string;
  /** 32-bit integer hashes: of the key, and of both. */
  readonly keyHash: number;
  readonly hash: number;
  /** The next of those whose keys have the same hash, ascending by key. There is hardly ever one. */
  readonly next: Pair | undefined;
}

/** Which children a key goes to is in so many bits of its hash at each level. */
const LEVEL_BITS = 4;
const CHILDREN = 1 << LEVEL_BITS;

/** Two pairs at the least, told apart by the bits of this level or of one below. */
class Branch {
  /** The tree that may change it: all others share it. */
  readonly owner: object;
  readonly children: (Child | undefined)[];

  constructor(owner: object, children: (Child | undefined)[]) {
    this.owner = owner;
    this.children = children;
  }
}

type Child = Branch | Pair;

/**
 * Pairs by the hashes of their keys. A copy shares everything, and each change then copies no more than the branches on
 * the way to it: so a copy can be taken, and written down, while a large map goes on changing. The order of the pairs
 * depends on nothing but their keys.
 */
export class PairTree {
  private root: Child | undefined = undefined;
  private owner: object = {};
  private pairCount = 0;

  get size(): number {
    return this.pairCount;
  }

  find(key: string, keyHash: number): Pair | undefined {
    let child = this.root;
    for (let shift = 0; child instanceof Branch; shift += LEVEL_BITS) child = child.children[place(keyHash, shift)];
    let pair = child;
    while (pair !== undefined && pair.key !== key) pair = pair.next;
    return pair;
  }

  /** In place of `old`, which has the same key; undefined if there is none. */
  put(key: string, keyHash: number, value: string, old: Pair | undefined): Pair {
    const pair = { key, value, keyHash, hash: hashString(value, keyHash), next: undefined };
    if (old === undefined) this.pairCount++;
    this.root = this.withPair(this.root, pair, 0);
    return pair;
  }

  /** It is there. */
  remove(pair: Pair): void {
    this.pairCount--;
    this.root = this.withoutPair(this.root, pair, 0);
  }

  /** As long as the tree is not changed. */
  *pairs(): Generator<Pair, void, undefined> {
    const left: (Child | undefined)[] = [this.root];
    while (left.length > 0) {
      const child = left.pop();
      if (child instanceof Branch) for (let at = CHILDREN - 1; at >= 0; at--) left.push(child.children[at]);
      else for (let pair = child; pair !== undefined; pair = pair.next) yield pair;
    }
  }

  /** Constant time. */
  fork(): PairTree {
    const copy = new PairTree();
    copy.root = this.root;
    copy.pairCount = this.pairCount;
    this.owner = {};
    return copy;
  }

  private withPair(child: Child | undefined, pair: Pair, shift: number): Child {
    if (child === undefined) return pair;
    if (child instanceof Branch) {
      const branch = this.own(child);
      const at = place(pair.keyHash, shift);
      branch.children[at] = this.withPair(branch.children[at], pair, shift + LEVEL_BITS);
      return branch;
    }
    if (child.keyHash === pair.keyHash) return chained(child, pair);
    const branch = new Branch(this.owner, new Array<Child | undefined>(CHILDREN).fill(undefined));
    branch.children[place(child.keyHash, shift)] = child;
    return this.withPair(branch, pair, shift);
  }

  private withoutPair(child: Child | undefined, pair: Pair, shift: number): Child | undefined {
    if (!(child instanceof Branch)) return unchained(child, pair.key);
    const branch = this.own(child);
    const at = place(pair.keyHash, shift);
    branch.children[at] = this.withoutPair(branch.children[at], pair, shift + LEVEL_BITS);
    return pruned(branch);
  }

  private own(branch: Branch): Branch {
    return branch.owner === this.owner ? branch : new Branch(this.owner, branch.children.slice());
  }
}

function place(keyHash: number, shift: number): number {
  return (keyHash >>> shift) & (CHILDREN - 1);
}

/** A branch is no longer needed for a single pair. */
function pruned(branch: Branch): Child {
  let only: Pair | undefined;
  for (const child of branch.children) {
    if (child === undefined) continue;
    if (only !== undefined || child instanceof Branch) return branch;
    only = child;
  }
  return only ?? branch;
}

/** The chain with the pair, in place of the one that has its key. */
function chained(chain: Pair | undefined, pair: Pair): Pair {
  if (chain === undefined || pair.key < chain.key) return { ...pair, next: chain };
  if (pair.key === chain.key) return { ...pair, next: chain.next };
  return { ...chain, next: chained(chain.next, pair) };
}

function unchained(chain: Pair | undefined, key: string): Pair | undefined {
  if (chain === undefined || chain.key === key) return chain?.next;
  return { ...chain, next: unchained(chain.next, key) };
}
