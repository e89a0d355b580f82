import type { Observations } from "../../invariants/observation.ts";
import type { SnapshotRequest, SnapshotResponse } from "../raft/index.ts";
import type { Process } from "../sim/program.ts";

/** Counts what nobody outside of two nodes can see: how a snapshot goes from the one to the other. */

export function tallyChunk(process: Process<Observations>, { isLast, offset }: SnapshotRequest): void {
  process.tally("snapshot chunks sent");
  if (offset === 0) process.tally("snapshot streams begun");
  if (isLast && offset > 0) process.tally("snapshots sent in several chunks");
}

/** A follower that wants anything else than the next piece says so because something was lost, or came late. */
export function tallySnapshotResponse(process: Process<Observations>, response: SnapshotResponse): void {
  const { answeredOffset, offset, status } = response;
  if (status === "not-needed") process.tally("snapshots refused as old");
  else if (status === "installed") process.tally("snapshots installed");
  else if (offset <= answeredOffset) {
    process.tally(offset === 0 ? "snapshot streams begun anew" : "snapshot streams resumed");
  }
}
