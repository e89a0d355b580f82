import { ByteReader, ByteWriter, CrdtBytesError, crdtType, decode, encode, type TypedState } from "../crdt/index.ts";
import type { KeyTypes } from "./key-types.ts";
import { fold, type KeyedState } from "./keyed-states.ts";

/** Rises when what follows it is written in another way. */
const VERSION = 1;

/**
 * States of keys as bytes, for a message, a record or a snapshot: what piled up is merged before it is written, one state
 * for each key in the order of the keys, so that equal knowledge gives equal bytes.
 */
export function encodeStates(states: Iterable<KeyedState>): Uint8Array {
  const folded = fold(states);
  const writer = new ByteWriter();
  writer.byte(VERSION);
  writer.integer(folded.length);
  for (const { key, name, state } of folded) {
    const bytes = encode(name, state);
    writer.text(key);
    writer.integer(bytes.length);
    writer.bytes(bytes);
  }
  return writer.finish();
}

/**
 * With `types` each key holds what is declared for it: states of one key but of two types cannot be merged.
 *
 * @throws CrdtBytesError if that is not exactly what `encodeStates` gives for some states.
 */
export function decodeStates(bytes: Uint8Array, types?: KeyTypes): readonly KeyedState[] {
  const reader = new ByteReader(bytes);
  const version = reader.byte();
  if (version !== VERSION) reader.fail(`the version is ${VERSION}, not ${version}`, 0);
  const states: KeyedState[] = [];
  const count = reader.length("keys");
  for (let at = 0; at < count; at++) {
    const start = reader.offset;
    const key = reader.text();
    if (at > 0 && key <= states[at - 1]!.key) reader.fail("keys must ascend, each once", start);
    const length = reader.length("bytes of a state");
    const offset = reader.offset;
    const typed = decodeAt(offset, reader.bytes(length));
    if (isNothing(typed)) reader.fail("nothing was done to this key", offset);
    if (types !== undefined && types.typeOf(key) !== typed.name) {
      reader.fail(`the key ${JSON.stringify(key)} is not declared as a ${typed.name}`, start);
    }
    states.push({ key, ...typed });
  }
  reader.end();
  return states;
}

/** Folded states have none of these: nothing was ever done to such a key. */
function isNothing({ name, state }: TypedState): boolean {
  const { empty, isSame } = crdtType(name);
  return isSame(state, empty);
}

function decodeAt(offset: number, bytes: Uint8Array): TypedState {
  try {
    return decode(bytes);
  } catch (error) {
    if (error instanceof CrdtBytesError) throw new CrdtBytesError(offset + error.offset, error.reason);
    throw error;
  }
}
