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
  }
}

/** A value, and the hash of it together with its key. Immutable, so that copies of the machine share it. */
interface Pair {
  readonly value: string;
  readonly hash: number;
}

/** A map of strings to strings. Its state hash is the sum of the pairs' hashes, so no order of arrival matters. */
export class KeyValueMachine implements Machine<Command, Result> {
  private pairs = new Map<string, Pair>();
  private pairsShared = false;
  private hash = 0;

  get stateHash(): number {
    return this.hash;
  }

  apply(command: Command): Result {
    const pair = this.pairs.get(command.key);
    const previous = pair?.value;
    const value = valueAfter(command, previous);
    if (value === previous) return { previous, changed: false };
    this.replace(command.key, pair, value);
    return { previous, changed: true };
  }

  /** What the key holds; a command that would change it is refused. */
  query(command: Command): Result {
    if (command.kind !== "get") throw new Error(`A ${command.kind} is no question.`);
    return { previous: this.pairs.get(command.key)?.value, changed: false };
  }

  /** Constant time: both machines keep the same pairs until one of them changes something. */
  fork(): KeyValueMachine {
    const copy = new KeyValueMachine();
    this.pairsShared = true;
    copy.pairs = this.pairs;
    copy.pairsShared = true;
    copy.hash = this.hash;
    return copy;
  }

  private replace(key: string, old: Pair | undefined, value: string | undefined): void {
    if (this.pairsShared) {
      this.pairs = new Map(this.pairs);
      this.pairsShared = false;
    }
    if (old !== undefined) this.hash = (this.hash - old.hash) | 0;
    if (value === undefined) {
      this.pairs.delete(key);
      return;
    }
    const hash = hashString(value, hashString(key, 0));
    this.pairs.set(key, { value, hash });
    this.hash = (this.hash + hash) | 0;
  }
}
