import type { Input, Output } from "../../raft/index.ts";
import type { FileReader, Storage } from "../../storage/index.ts";

const NOTHING: readonly Input[] = [];

/** What followers need that memory does not hold, read from the files: the answers to what the step has put out. */
export function readStorage(storage: Storage, files: FileReader, output: Output): readonly Input[] {
  const { fetches, snapshotReads } = output;
  if (fetches.length === 0 && snapshotReads.length === 0) return NOTHING;
  const inputs: Input[] = [];
  for (const fetch of fetches) {
    inputs.push({ kind: "fetched", firstIndex: fetch.firstIndex, entries: storage.entries(fetch, files) });
  }
  for (const read of snapshotReads) {
    const { data, bytes, isLast } = storage.snapshotPiece(read, files) ?? GONE;
    inputs.push({
      kind: "snapshot-chunk",
      peer: read.peer,
      index: read.index,
      offset: read.offset,
      data,
      bytes,
      isLast,
    });
  }
  return inputs;
}

/** That snapshot has given way to a newer one. */
const GONE = { data: undefined, bytes: 0, isLast: false };
