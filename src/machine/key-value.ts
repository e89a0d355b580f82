import type { Command, Result } from "./command.ts";
import { hashString } from "./hash.ts";
import type { Machine } from "./machine.ts";

/**
 * What the command's key holds after it, given what it held before; undefined means absent. This is the whole meaning
 * of the commands: each concerns one key alone, which is why a history can be checked key by key.
 */
export function valueAfter(command: Command, previous: string | undefined): string | undefined {
  switch (command.kind) {
    case "get":
      return previous;
    case "put":
      return command.value;
    case "delete":
      return undefined;
    case "compare-and-set":
      return previous === command.expected ? command.value : previous;
    case "append":
      return previous === undefined ? command.value : previous + command.value;
    case "compare-and-delete":
      return previous === command.expected ? undefined : previous;
  }
}

/** A value, and the hash of it together with its key. Immutable, so that copies of the machine share it. */
interface Pair {
  readonly value: string;
  readonly hash: number;
}

/** A map of strings to strings. Its state hash is the sum of the pairs' hashes, so no order of arrival matters. */
export class KeyValueMachine implements Machine<Command, Result> {
  /** Where the pair of each key stands that ever was. New keys are rare, and until there is one copies share them. */
  private places = new Map<string, number>();
  private placesShared = false;
  /** By place; undefined where there is none any more. Copies share them until one of them changes something. */
  private pairs: (Pair | undefined)[] = [];
  private pairsShared = false;
  private hash = 0;

  get stateHash(): number {
    return this.hash;
  }

  apply(command: Command): Result {
    const previous = this.pairOf(command.key)?.value;
    const value = valueAfter(command, previous);
    if (value === previous) return { previous, changed: false };
    this.replace(command.key, value);
    return { previous, changed: true };
  }

  /** What the key holds; a command that would change it is refused. */
  query(command: Command): Result {
    if (command.kind !== "get") throw new Error(`A ${command.kind} is no question.`);
    return { previous: this.pairOf(command.key)?.value, changed: false };
  }

  /** Constant time. */
  fork(): KeyValueMachine {
    const copy = new KeyValueMachine();
    this.placesShared = true;
    this.pairsShared = true;
    copy.places = this.places;
    copy.placesShared = true;
    copy.pairs = this.pairs;
    copy.pairsShared = true;
    copy.hash = this.hash;
    return copy;
  }

  private pairOf(key: string): Pair | undefined {
    const place = this.places.get(key);
    return place === undefined ? undefined : this.pairs[place];
  }

  private replace(key: string, value: string | undefined): void {
    if (this.pairsShared) {
      this.pairs = this.pairs.slice();
      this.pairsShared = false;
    }
    const place = this.placeOf(key);
    const old = this.pairs[place];
    if (old !== undefined) this.hash = (this.hash - old.hash) | 0;
    if (value === undefined) {
      this.pairs[place] = undefined;
      return;
    }
    const hash = hashString(value, hashString(key, 0));
    this.pairs[place] = { value, hash };
    this.hash = (this.hash + hash) | 0;
  }

  private placeOf(key: string): number {
    const known = this.places.get(key);
    if (known !== undefined) return known;
    if (this.placesShared) {
      this.places = new Map(this.places);
      this.placesShared = false;
    }
    const place = this.places.size;
    this.places.set(key, place);
    return place;
  }
}
