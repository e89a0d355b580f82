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
  private readonly states: Map<string, KeyedState>;

  constructor(states: Iterable<readonly [string, KeyedState]> = []) {
    this.states = new Map(states);
  }

  get isEmpty(): boolean {
    return this.states.size === 0;
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
    return true;
  }

  clear(): void {
    this.states.clear();
  }

  /** Ascending by key, by their UTF-16 units. */
  list(): readonly KeyedState[] {
    return [...this.states.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
  }

  fork(): KeyedStates {
    return new KeyedStates(this.states);
  }
}

/** A 32-bit integer hash of a key and its state: equal for equal states. */
export function hashKeyed({ key, name, state }: KeyedState): number {
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
