import type { LogFetch, SnapshotRead } from "../raft/index.ts";

/** What a node waits for the disk to read. */
export type ReadOfDisk =
  | { readonly what: "log"; readonly fetch: LogFetch }
  | { readonly what: "snapshot"; readonly piece: SnapshotRead }
  /** The entries that the machine is to apply, up to this index. */
  | { readonly what: "to-apply"; readonly to: number };
