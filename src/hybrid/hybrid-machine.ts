import {
  CrdtBytesError,
  CrdtLimitError,
  type CrdtName,
  type CrdtState,
  crdtType,
  encode,
  MAX_ENCODED_BYTES,
  MAX_TEXT_LENGTH,
  takesOperation,
} from "../crdt/index.ts";
import type { Command } from "../machine/command.ts";
import { DecodingError } from "../machine/decoding-error.ts";
import { KeyValueMachine } from "../machine/key-value.ts";
import type { Machine } from "../machine/machine.ts";
import type { HybridCommand, HybridResult, TypedCommand, TypedResult } from "./command.ts";
import type { KeyTypes } from "./key-types.ts";
import { type KeyedState, KeyedStates } from "./keyed-states.ts";
import { Pieces } from "./pieces.ts";
import { decodeStates, encodeStates } from "./states-bytes.ts";

/** The typed keys come first, one by one, each behind its length, and then a length of nothing. */
const LENGTH_BYTES = 4;
const END_OF_KEYS = 0;
/** Of one typed key: its value, and room for its name. */
const MAX_KEYED_BYTES = MAX_ENCODED_BYTES + 4 * MAX_TEXT_LENGTH;

/** Under this name the log acts on values: one replica, the same on every node, because the log is the same. */
export const LOG_REPLICA = 0;

/**
 * What the log has come to: ordinary keys, and keys that hold replicated data types. Nothing that was heard by gossip is
 * in here, so the same log leads every node to the same state and the same answers. What a node has heard besides is kept
 * apart (local-replica.ts), and joined with this only for whoever asks by gossip.
 */
export class HybridMachine implements Machine<HybridCommand, HybridResult> {
  private readonly types: KeyTypes;
  private readonly ordinary: KeyValueMachine;
  private states: KeyedStates;
  /** A copy has the same; it is made anew before the first change. */
  private statesShared = false;

  constructor(types: KeyTypes, ordinary = new KeyValueMachine(), states = new KeyedStates()) {
    this.types = types;
    this.ordinary = ordinary;
    this.states = states;
  }

  get stateHash(): number {
    return (this.ordinary.stateHash + this.states.hash) | 0;
  }

  apply(command: HybridCommand): HybridResult {
    switch (command.kind) {
      case "operate":
      case "value":
        return this.applyTyped(command);
      case "log-state":
      case "log-keys":
        return this.query(command);
      default:
        return this.refusalOf(command) ?? this.ordinary.apply(command);
    }
  }

  /** Answers what changes nothing. The state of a key is its bytes, as they are encoded. */
  query(command: HybridCommand): HybridResult {
    switch (command.kind) {
      case "value":
        return this.applyTyped(command);
      case "operate":
        throw new Error("An operation is no question.");
      case "log-keys":
        return this.states.list().map(({ key }) => key);
      case "log-state": {
        const name = this.types.typeOf(command.key);
        return name === undefined ? refused("the key holds no replicated type") : this.bytesOf(command.key, name);
      }
      default:
        return this.refusalOf(command) ?? this.ordinary.query(command);
    }
  }

  /** The typed keys, each with all that was done to it merged to one state, and then the ordinary keys. */
  *stateBytes(): Generator<Uint8Array, void, undefined> {
    for (const state of this.states.list()) {
      const typed = encodeStates([state]);
      yield lengthBytes(typed.length);
      yield typed;
    }
    yield lengthBytes(END_OF_KEYS);
    yield* this.ordinary.stateBytes();
  }

  restoreState(pieces: Iterable<Uint8Array>): void {
    const source = new Pieces(pieces);
    let last: string | undefined;
    for (let length = takeLength(source); length !== END_OF_KEYS; length = takeLength(source)) {
      const start = source.offset;
      const states = decodedWithin(start, source.take(length), this.types);
      const [only] = states;
      if (only === undefined || states.length > 1)
        throw new DecodingError(start, `one key is due, not ${states.length}`);
      if (last !== undefined && only.key <= last) throw new DecodingError(start, "keys must ascend, each once");
      last = only.key;
      this.merge(only.key, only.name, only.state);
    }
    const start = source.offset;
    try {
      this.ordinary.restoreState(source.rest());
    } catch (error) {
      throw error instanceof DecodingError ? error.within(start) : error;
    }
  }

  /** Constant time. */
  fork(): HybridMachine {
    const copy = new HybridMachine(this.types, this.ordinary.fork(), this.states);
    this.statesShared = true;
    copy.statesShared = true;
    return copy;
  }

  private bytesOf(key: string, name: CrdtName): readonly number[] {
    return [...encode(name, this.states.of(key, name))];
  }

  private applyTyped(command: TypedCommand): TypedResult {
    const { key, way } = command;
    const name = this.types.typeOf(key);
    if (name === undefined) return refused("the key holds no replicated type");
    if (way !== "log") return refused("what goes by gossip has no place in the log");
    const type = crdtType(name);
    if (command.kind === "value") return { value: type.value(this.states.of(key, name)) };
    const { operation } = command;
    if (!takesOperation(name, operation.kind)) return refused(`a ${name} takes no ${operation.kind}`);
    try {
      this.merge(key, name, type.delta(this.states.of(key, name), LOG_REPLICA, operation));
    } catch (error) {
      if (error instanceof CrdtLimitError) return refused(error.message);
      throw error;
    }
    return { value: type.value(this.states.of(key, name)) };
  }

  private merge(key: string, name: CrdtName, delta: CrdtState): void {
    if (this.statesShared) {
      this.states = this.states.fork();
      this.statesShared = false;
    }
    this.states.merge({ key, name, state: delta });
  }

  private refusalOf({ key }: Command): TypedResult | undefined {
    const name = this.types.typeOf(key);
    return name === undefined ? undefined : refused(`the key holds a ${name}`);
  }
}

function lengthBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
}

function takeLength(source: Pieces): number {
  const start = source.offset;
  const length = new DataView(source.take(LENGTH_BYTES).buffer).getUint32(0);
  if (length > MAX_KEYED_BYTES) throw new DecodingError(start, `a typed key of ${length} bytes is too large`);
  return length;
}

function decodedWithin(startBytes: number, bytes: Uint8Array, types: KeyTypes): readonly KeyedState[] {
  try {
    return decodeStates(bytes, types);
  } catch (error) {
    if (error instanceof CrdtBytesError) throw new DecodingError(startBytes + error.offset, error.reason);
    throw error;
  }
}

function refused(reason: string): TypedResult {
  return { refused: reason };
}
