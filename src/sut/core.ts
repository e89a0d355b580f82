import type * as Raft from "../raft/index.ts";

/**
 * The production core as a value. The host is handed it, so that a build of the same files with one planted bug can
 * stand in its place.
 */
export type RaftCore = Pick<typeof Raft, "Raft" | "Output" | "TermRuns">;
