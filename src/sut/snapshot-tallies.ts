import type { Observations } from "../../invariants/observation.ts";
import type { SnapshotRead, SnapshotRequest, SnapshotResponse, Write } from "../raft/index.ts";
import type { Process } from "../sim/program.ts";

/** Counts what nobody outside of two nodes can see: how a snapshot goes from the one to the other. */

export function tallyChunk(process: Process<Observations>, { isLast, offset }: SnapshotRequest): void {
  process.tally("snapshot chunks sent");
  if (offset === 0) process.tally("snapshot streams begun");
  if (isLast && offset > 0) process.tally("snapshots sent in several chunks");
}

/** What a heartbeat reads was sent before and never answered, unless it is a beginning. */
export function tallyReadsAgain(process: Process<Observations>, reads: readonly SnapshotRead[]): void {
  for (const { offset } of reads) if (offset > 0) process.tally("snapshot streams resumed");
}

/** A follower that says where to go on, and did not take the chunk that came, says so because something was lost. */
export function tallySnapshotResponse(
  process: Process<Observations>,
  { offset, status }: SnapshotResponse,
  writes: readonly Write[],
): void {
  if (status === "not-needed") process.tally("snapshots refused as old");
  else if (status === "installed") process.tally("snapshots installed");
  else if (writes.every(({ kind }) => kind !== "snapshot-chunk")) {
    process.tally(offset === 0 ? "snapshot streams begun anew" : "snapshot streams resumed");
  }
}
