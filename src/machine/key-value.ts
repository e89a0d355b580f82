import { ByteReader } from "./byte-reader.ts";
import { ByteWriter, PIECE_BYTES, PIECE_SLAB_BYTES } from "./byte-writer.ts";
import type { Command, Result } from "./command.ts";
import { hashString } from "./hash.ts";
import { HashTree, type Leaf } from "./hash-tree.ts";
import type { Machine } from "./machine.ts";

/**
 * The longest value that there can be, in UTF-16 units: appends would otherwise come to what no engine can hold. It is
 * part of what the commands mean, and so the same on every node.
 */
export const MAX_VALUE_LENGTH = 16 * 1_024 * 1_024;

/**
 * What the command's key holds after it, given what it held before; undefined means absent. This is the whole meaning
 * of the commands: each concerns one key alone, which is why a history can be checked key by key. A value that would be
 * too long is refused: the key holds what it held.
 */
export function valueAfter(command: Command, previous: string | undefined): string | undefined {
  return isRefused(command, previous) ? previous : valueAskedFor(command, previous);
}

/** Whether the command changes nothing because the key would hold a longer value than there can be. */
export function isRefused(command: Command, previous: string | undefined): boolean {
  switch (command.kind) {
    case "put":
      return command.value.length > MAX_VALUE_LENGTH;
    case "compare-and-set":
      return previous === command.expected && command.value.length > MAX_VALUE_LENGTH;
    case "append":
      return (previous?.length ?? 0) + command.value.length > MAX_VALUE_LENGTH;
    default:
      return false;
  }
}

function valueAskedFor(command: Command, previous: string | undefined): string | undefined {
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

interface Pair extends Leaf {
  readonly value: string;
  /** A 32-bit integer hash of key and value. */
  readonly hash: number;
}

/** What the state in bytes begins with; another meaning of the bytes gets another. */
const VERSION = 1;

/** A map of strings to strings. Its state hash is the sum of the pairs' hashes, so no order of arrival matters. */
export class KeyValueMachine implements Machine<Command, Result> {
  private pairs = new HashTree<Pair>();
  private hash = 0;

  get stateHash(): number {
    return this.hash;
  }

  /** How many keys hold something. */
  get size(): number {
    return this.pairs.size;
  }

  apply(command: Command): Result {
    const keyHash = hashString(command.key, 0);
    const old = this.pairs.find(command.key, keyHash);
    const previous = old?.value;
    const value = valueAfter(command, previous);
    if (value === previous) return { previous, changed: false };
    const pair = value === undefined ? undefined : createPair(command.key, keyHash, value);
    this.hash = (this.hash - (old?.hash ?? 0) + (pair?.hash ?? 0)) | 0;
    if (old === undefined) this.pairs.add(pair!);
    else if (pair === undefined) this.pairs.remove(old);
    else this.pairs.replace(pair);
    return { previous, changed: true };
  }

  /** What the key holds; a command that would change it is refused. */
  query(command: Command): Result {
    if (command.kind !== "get") throw new Error(`A ${command.kind} is no question.`);
    return { previous: this.pairs.find(command.key, hashString(command.key, 0))?.value, changed: false };
  }

  /** Those that hold something, in no order. */
  *keys(): Generator<string, void, undefined> {
    for (const { key } of this.pairs.leaves()) yield key;
  }

  *stateBytes(): Generator<Uint8Array, void, undefined> {
    const writer = new ByteWriter(PIECE_SLAB_BYTES);
    writer.writeByte(VERSION);
    writer.writeInteger(this.size);
    for (const { key, value } of this.pairs.leaves()) {
      writer.writeText(key);
      writer.writeText(value);
      if (writer.length >= PIECE_BYTES) yield writer.take();
    }
    yield writer.take();
  }

  restoreState(pieces: Iterable<Uint8Array>): void {
    const reader = new ByteReader(pieces);
    reader.readVersion(VERSION, "the key-value machine");
    for (let left = reader.readInteger(); left > 0; left--) {
      const start = reader.offset;
      const key = reader.readText();
      const value = reader.readText();
      if (value.length > MAX_VALUE_LENGTH) reader.fail(`a value is longer than ${MAX_VALUE_LENGTH}`, start);
      const { changed } = this.apply({ kind: "put", key, value });
      if (!changed) reader.fail(`the key ${JSON.stringify(key)} is there twice`, start);
    }
    reader.finish();
  }

  /** Constant time, and what is changed afterwards costs hardly more than before. */
  fork(): KeyValueMachine {
    const copy = new KeyValueMachine();
    copy.pairs = this.pairs.fork();
    copy.hash = this.hash;
    return copy;
  }
}

function createPair(key: string, keyHash: number, value: string): Pair {
  return { key, keyHash, value, hash: hashString(value, keyHash) };
}
