import type { Configuration, NodeId, Snapshot } from "../raft/index.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

export function writeConfiguration(writer: ByteWriter, configuration: Configuration): void {
  writer.u8(configuration.leavesByItself ? 1 : 0);
  writeNodes(writer, configuration.voters);
  writeNodes(writer, configuration.outgoing);
  writeNodes(writer, configuration.learners);
  writeNodes(writer, configuration.learnersNext);
}

export function readConfiguration(reader: ByteReader): Configuration {
  const leavesByItself = reader.u8() === 1;
  return {
    voters: readNodes(reader),
    outgoing: readNodes(reader),
    learners: readNodes(reader),
    learnersNext: readNodes(reader),
    leavesByItself,
  };
}

/** A snapshot whose data is in a file of so many bytes of data. */
export interface StoredSnapshot {
  readonly snapshot: Snapshot;
  readonly dataBytes: number;
}

export function writeSnapshot(writer: ByteWriter, { snapshot, dataBytes }: StoredSnapshot): void {
  writer.u64(snapshot.index);
  writer.u64(snapshot.term);
  writeConfiguration(writer, snapshot.configuration);
  writer.u64(dataBytes);
}

export function readSnapshot(reader: ByteReader): StoredSnapshot {
  const index = reader.u64();
  const term = reader.u64();
  const configuration = readConfiguration(reader);
  return { snapshot: { index, term, configuration }, dataBytes: reader.u64() };
}

function writeNodes(writer: ByteWriter, nodes: readonly NodeId[]): void {
  writer.u32(nodes.length);
  for (const node of nodes) writer.u64(node);
}

function readNodes(reader: ByteReader): NodeId[] {
  return Array.from({ length: reader.u32() }, () => reader.u64());
}
