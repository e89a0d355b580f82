import { NO_LIMIT } from "../../../src/raft/index.ts";

/** Snapshots are taken only when somebody asks for one. */
export const NO_SNAPSHOTS = {
  snapshotIntervalEntries: NO_LIMIT,
  snapshotIntervalBytes: NO_LIMIT,
  snapshotIntervalUs: NO_LIMIT,
  keptEntries: 0,
  snapshotChunkBytes: 1_000,
};
