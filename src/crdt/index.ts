/** Values that merge without coordination: five conflict-free replicated data types. They know nothing of Raft. */
export { ByteReader, CrdtBytesError } from "./byte-reader.ts";
export { ByteWriter } from "./byte-writer.ts";
export { type CrdtType, operate } from "./crdt-type.ts";
export { decode, encode, type TypedState } from "./encoding.ts";
export { type HybridTime, nextTime } from "./hybrid-time.ts";
export { CrdtLimitError, MAX_COUNT, MAX_ENCODED_BYTES, MAX_REPLICA, MAX_TEXT_LENGTH } from "./limits.ts";
export {
  type AnyCrdtType,
  CRDT_NAMES,
  type CrdtName,
  type CrdtOperation,
  type CrdtState,
  type CrdtValue,
  crdtType,
  takesOperation,
} from "./types.ts";
