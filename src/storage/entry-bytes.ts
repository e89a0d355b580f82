import type { Configuration, Entry } from "../raft/index.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { readConfiguration, writeConfiguration } from "./configuration-bytes.ts";

/** How the data of commands become bytes and are read again. Neither keeps or changes what it is given. */
export interface DataCodec {
  encode(data: unknown): Uint8Array;
  decode(bytes: Uint8Array): unknown;
}

const KINDS = ["command", "no-op", "configuration"] as const;

export function writeEntry(writer: ByteWriter, entry: Entry, codec: DataCodec): void {
  writer.u64(entry.index);
  writer.u64(entry.term);
  writer.u64(entry.bytes);
  writer.u8(KINDS.indexOf(entry.kind));
  if (entry.kind === "command") writer.bytes(codec.encode(entry.data));
  else if (entry.kind === "configuration") writeConfiguration(writer, entry.data);
}

export function readEntry(reader: ByteReader, codec: DataCodec): Entry {
  const { index, term, bytes, kind } = readEntryHeader(reader);
  if (kind === "command") return { index, term, bytes, kind, data: codec.decode(reader.rest()) };
  if (kind === "no-op") return { index, term, bytes, kind, data: undefined };
  return { index, term, bytes, kind, data: readConfiguration(reader) };
}

/** What the log must know of an entry without its command. */
export interface EntryOutline {
  readonly index: number;
  readonly term: number;
  /** The configuration that the entry holds, if it holds one. */
  readonly configuration: Configuration | undefined;
}

export function readOutline(reader: ByteReader): EntryOutline {
  const { index, term, kind } = readEntryHeader(reader);
  return { index, term, configuration: kind === "configuration" ? readConfiguration(reader) : undefined };
}

interface EntryHeader {
  readonly index: number;
  readonly term: number;
  readonly bytes: number;
  readonly kind: Entry["kind"];
}

function readEntryHeader(reader: ByteReader): EntryHeader {
  const index = reader.u64();
  const term = reader.u64();
  const bytes = reader.u64();
  const number = reader.u8();
  const kind = KINDS[number];
  if (kind === undefined) throw new Error(`entry ${index} is of unknown kind ${number}`);
  return { index, term, bytes, kind };
}
