import type { Input, LogFetch, SnapshotRead } from "../raft/index.ts";
import type { NodeImage, PieceRead } from "./node-image.ts";

/** What a node waits for the disk to read. */
export type ReadOfDisk =
  | ReadForCore
  /** The entries that the machine is to apply, up to this index. */
  | { readonly what: "to-apply"; readonly to: number };

/** What the core has asked for, and is given as its next input. */
export type ReadForCore =
  | { readonly what: "log"; readonly fetch: LogFetch }
  | { readonly what: "snapshot"; readonly piece: SnapshotRead };

const NOTHING: PieceRead = { data: undefined, bytes: 0, isLast: false };

/** What the disk holds by now, as the core is told of it; undefined if it is damaged. */
export function inputFrom(image: NodeImage, read: ReadForCore): Input | undefined {
  return read.what === "log" ? fetchedFrom(image, read.fetch) : chunkFrom(image, read.piece);
}

function fetchedFrom(image: NodeImage, fetch: LogFetch): Input | undefined {
  const entries = image.read(fetch);
  return entries && { kind: "fetched", firstIndex: fetch.firstIndex, entries };
}

function chunkFrom(image: NodeImage, read: SnapshotRead): Input {
  const { index, offset, peer } = read;
  const { bytes, data, isLast } = image.readSnapshot(read) ?? NOTHING;
  return { kind: "snapshot-chunk", peer, index, offset, data, bytes, isLast };
}
