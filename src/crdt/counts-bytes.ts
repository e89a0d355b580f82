import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import type { Counts } from "./counts.ts";
import { MAX_COUNT, MAX_REPLICA } from "./limits.ts";

export function writeCounts(counts: Counts, writer: ByteWriter): void {
  writer.integer(counts.length / 2);
  for (const number of counts) writer.integer(number);
}

/** @throws CrdtBytesError */
export function readCounts(reader: ByteReader): Counts {
  const counts: number[] = [];
  const entries = reader.length("counts");
  let before = -1;
  for (let entry = 0; entry < entries; entry++) {
    before = reader.integer("a replica, of which each is above the one before,", before + 1, MAX_REPLICA);
    counts.push(before, reader.integer("a count", 1, MAX_COUNT));
  }
  return counts;
}
