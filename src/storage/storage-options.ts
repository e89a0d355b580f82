import type { TermRuns } from "../raft/index.ts";
import type { DataCodec } from "./entry-bytes.ts";

export interface StorageOptions {
  /** Whose log it is, when many share files: a 32-bit number. It is in every record. */
  readonly group: number;
  /** A segment of the log that is as large takes no more. */
  readonly segmentBytes: number;
  /** How much of the newest entries a restart reads into memory. */
  readonly tailBytes: number;
  readonly codec: DataCodec;
  /** Empty. Each log takes a copy. */
  readonly termRuns: TermRuns;
}
