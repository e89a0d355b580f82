import type { DurableState } from "../raft/index.ts";
import type { FileReader } from "./file-operation.ts";
import { readTail } from "./log-reader.ts";
import type { RecoveredLog } from "./recovered-log.ts";
import type { Storage } from "./storage.ts";
import type { StorageOptions } from "./storage-options.ts";

export type Recovery =
  | {
      readonly kind: "ready";
      readonly storage: Storage;
      /** It counts only when the first batch is done. */
      readonly durable: DurableState;
      /** What was cut of torn writes, as sentences for the node's log. */
      readonly repairs: readonly string[];
    }
  /** The node must not start: it would have forgotten what it promised. */
  | { readonly kind: "damaged"; readonly file: string; readonly offset: number; readonly reason: string };

/** What a node starts with. @throws DamagedFile if one of the newest entries is not what was written. */
export function durableState({ image }: RecoveredLog, options: StorageOptions, files: FileReader): DurableState {
  return {
    term: image.term,
    votedFor: image.votedFor,
    snapshot: image.stored?.snapshot,
    baseIndex: image.baseIndex,
    lastIndex: image.lastIndex,
    termRuns: image.termRuns.fork(),
    tail: readTail(files, image, options.codec, options.tailBytes),
    configurations: image.configurations.filter(({ index }) => index > image.snapshotIndex),
    appliedIndex: image.snapshotIndex,
  };
}
