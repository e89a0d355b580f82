import { ByteReader, CrdtBytesError } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { MAX_ENCODED_BYTES } from "./limits.ts";
import { CRDT_NAMES, type CrdtName, type CrdtState, crdtType } from "./types.ts";

/** Rises when what follows it is written in another way. */
const VERSION = 1;

/** A state, with what type it is of. */
export interface TypedState {
  readonly name: CrdtName;
  readonly state: CrdtState;
}

/** Equal states give equal bytes: the version, the type, and the state in the one way to write it. */
export function encode(name: CrdtName, state: CrdtState): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(VERSION);
  writer.byte(CRDT_NAMES.indexOf(name));
  crdtType(name).write(state, writer);
  return writer.finish();
}

/** @throws CrdtBytesError if that is not exactly what `encode` gives for some state. */
export function decode(bytes: Uint8Array): TypedState {
  if (bytes.length > MAX_ENCODED_BYTES) {
    throw new CrdtBytesError(MAX_ENCODED_BYTES, `a value has at most ${MAX_ENCODED_BYTES} bytes, not ${bytes.length}`);
  }
  const reader = new ByteReader(bytes);
  const version = reader.byte();
  if (version !== VERSION) reader.fail(`the version is ${VERSION}, not ${version}`, 0);
  const tag = reader.byte();
  const name = CRDT_NAMES[tag] ?? reader.fail(`there is no type ${tag}`, 1);
  const state = crdtType(name).read(reader);
  reader.end();
  return { name, state };
}
