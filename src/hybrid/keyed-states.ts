import { type CrdtName, type CrdtState, crdtType, encode } from "../crdt/index.ts";
import { hashString } from "../machine/hash.ts";
import { hashBytes } from "./hash-bytes.ts";

/** A state of the key's type: all that is known of it, or a delta. Immutable. */
export interface KeyedState {
  readonly key: string;
  readonly name: CrdtName;
  readonly state: CrdtState;
}

/** The states of some keys. Each is immutable, so copies share them. */
export class KeyedStates {
  private readonly states = new Map<string, KeyedState>();
  /** Of the keys as they were when somebody last asked for the hash of all; and those that have changed since. */
  private readonly hashes = new Map<string, number>();
  private readonly unhashed = new Set<string>();
  private sum = 0;

  /**
   * A 32-bit integer hash: equal for equal states, whatever led there. To hash a state is to write it down, which takes
   * longer than to change it: so it is done when somebody asks.
   */
  get hash(): number {
    for (const key of this.unhashed) {
      const hash = hashKeyed(this.states.get(key)!);
      this.sum = (this.sum - (this.hashes.get(key) ?? 0) + hash) | 0;
      this.hashes.set(key, hash);
    }
    this.unhashed.clear();
    return this.sum;
  }

  /** Nothing has been done to a key that is not there. */
  of(key: string, name: CrdtName): CrdtState {
    const held = this.states.get(key);
    if (held === undefined) return crdtType(name).empty;
    if (held.name !== name) throw new Error(`The key ${key} holds a ${held.name}, and no ${name}.`);
    return held.state;
  }

  /** Merges in what it may have or not; whether it was anything new. */
  merge({ key, name, state }: KeyedState): boolean {
    const type = crdtType(name);
    const held = this.of(key, name);
    if (type.isAtMost(state, held)) return false;
    this.states.set(key, { key, name, state: type.merge(held, state) });
    this.unhashed.add(key);
    return true;
  }

  clear(): void {
    this.states.clear();
    this.hashes.clear();
    this.unhashed.clear();
    this.sum = 0;
  }

  /** Ascending by key, by their UTF-16 units. */
  list(): readonly KeyedState[] {
    return [...this.states.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
  }

  fork(): KeyedStates {
    const copy = new KeyedStates();
    for (const [key, state] of this.states) copy.states.set(key, state);
    for (const [key, hash] of this.hashes) copy.hashes.set(key, hash);
    for (const key of this.unhashed) copy.unhashed.add(key);
    copy.sum = this.sum;
    return copy;
  }
}

/** A 32-bit integer hash of a key and its state: equal for equal states. */
function hashKeyed({ key, name, state }: KeyedState): number {
  return hashBytes(encode(name, state), hashString(key, 0));
}

/**
 * Deltas and states of any number, folded to one for each key, in the order of the keys. Whoever merges the folded ones
 * comes to the same as whoever merges all of them, in any order, whatever it knew before: so what piles up is compacted
 * before it is written.
 */
export function fold(states: Iterable<KeyedState>): readonly KeyedState[] {
  const folded = new KeyedStates();
  for (const state of states) folded.merge(state);
  return folded.list();
}
