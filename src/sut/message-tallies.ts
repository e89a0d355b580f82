import type { Observations } from "../../invariants/observation.ts";
import type { Message, SnapshotRead, SnapshotRequest, SnapshotResponse, Write } from "../raft/index.ts";
import type { Process } from "../sim/program.ts";

/** Counts what nobody outside of two nodes can see. A vote, for another or for itself, is a moment to crash at. */
export function noteSent(process: Process<Observations>, message: Message, writes: readonly Write[]): void {
  switch (message.kind) {
    case "pre-vote-request":
      process.tally("pre-votes asked for");
      break;
    case "vote-request":
      process.mark("vote");
      break;
    case "vote-response":
      if (message.granted) process.mark("vote");
      break;
    case "read-index-request":
      process.tally("reads forwarded");
      break;
    case "snapshot-request":
      tallyChunk(process, message);
      break;
    case "snapshot-response":
      tallySnapshotResponse(process, message, writes);
      break;
  }
}

/** What a heartbeat reads was sent before and never answered, unless it is a beginning. */
export function tallyReadsAgain(process: Process<Observations>, reads: readonly SnapshotRead[]): void {
  for (const { offset } of reads) if (offset > 0) process.tally("snapshot streams resumed");
}

function tallyChunk(process: Process<Observations>, { isLast, offset }: SnapshotRequest): void {
  process.tally("snapshot chunks sent");
  if (offset === 0) process.tally("snapshot streams begun");
  if (isLast && offset > 0) process.tally("snapshots sent in several chunks");
}

/** A follower that says where to go on, and did not take the chunk that came, says so because something was lost. */
function tallySnapshotResponse(
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
