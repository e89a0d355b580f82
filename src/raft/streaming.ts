import type { Input } from "./input.ts";
import type { SnapshotResponse } from "./message.ts";
import type { Output } from "./output.ts";
import type { Progress } from "./progress.ts";
import type { RaftState } from "./state.ts";

/** A snapshot on its way to a follower whose next entry the leader's log has no more. */
export interface Stream {
  readonly index: number;
  /** The piece that is being read, or that was sent last and not answered yet: one is under way at a time. */
  readonly offset: number;
  readonly isReading: boolean;
  /** When it was sent. */
  readonly sentUs: number;
}

/** The furthest piece of a snapshot that a follower has asked for, however often it began anew, and when it first did. */
export interface StreamAdvance {
  readonly index: number;
  readonly offset: number;
  readonly atUs: number;
}

/** In election timeouts: for so long a follower that comes no further counts as one that still may. */
const PATIENCE_TIMEOUTS = 10;

/**
 * Whether a follower in contact is about to have the newest snapshot. One that answers and comes no further, because its
 * pieces are too large for some link, or it loses them again and again, is not.
 */
export function isStreaming({ nowUs, options, peers }: RaftState): boolean {
  const { electionTimeoutUs } = options;
  return peers.some(
    ({ advance, lastContactUs, mode }) =>
      mode === "snapshot" &&
      nowUs - lastContactUs < electionTimeoutUs &&
      nowUs - advance!.atUs < PATIENCE_TIMEOUTS * electionTimeoutUs,
  );
}

/** Sends the newest snapshot from its beginning (Raft paper §7). */
export function startStream(raft: RaftState, output: Output, peer: Progress): void {
  const { snapshot } = raft;
  if (snapshot === undefined) throw new Error(`the log begins after ${raft.log.baseIndex}, but there is no snapshot`);
  peer.startSnapshot();
  if (peer.advance?.index !== snapshot.index) peer.advance = { index: snapshot.index, offset: 0, atUs: raft.nowUs };
  readPiece(raft, output, peer, snapshot.index, 0);
}

function readPiece(raft: RaftState, output: Output, peer: Progress, index: number, offset: number): void {
  peer.stream = { index, offset, isReading: true, sentUs: raft.nowUs };
  output.snapshotReads.push({ peer: peer.id, index, offset, maxBytes: raft.options.snapshotChunkBytes });
}

/**
 * Storage has read a piece. Where its snapshot has given way to a newer one, the stream begins anew with that. A piece may
 * come after its stream has ended, with the leadership perhaps, or has moved on: then nobody waits for it any more.
 */
export function onSnapshotChunk(raft: RaftState, output: Output, chunk: Input & { kind: "snapshot-chunk" }): void {
  if (chunk.index > raft.snapshotIndex) {
    throw new Error(`a piece of snapshot ${chunk.index} was read; the newest that is saved is ${raft.snapshotIndex}`);
  }
  const peer = raft.peer(chunk.peer);
  const { snapshot } = raft;
  const stream = peer?.stream;
  if (peer === undefined || stream === undefined || snapshot === undefined) return;
  const { index, offset, data, bytes, isLast } = chunk;
  if (!stream.isReading || index !== stream.index || offset !== stream.offset) return;
  if (snapshot.index > index) {
    startStream(raft, output, peer);
    return;
  }
  peer.stream = { index, offset, isReading: false, sentUs: raft.nowUs };
  if (data === undefined) return;
  output.messages.push({
    kind: "snapshot-request",
    from: raft.id,
    to: peer.id,
    term: raft.term,
    snapshot,
    offset,
    data,
    bytes,
    isLast,
  });
}

/** Reads a piece again that was not answered for an election timeout: it may be lost, or its answer. */
export function resendPiece(raft: RaftState, output: Output, peer: Progress): void {
  const { stream } = peer;
  if (stream === undefined || stream.isReading) return;
  if (raft.nowUs - stream.sentUs < raft.options.electionTimeoutUs) return;
  if (raft.snapshotIndex > stream.index) startStream(raft, output, peer);
  else readPiece(raft, output, peer, stream.index, stream.offset);
}

/**
 * The follower says where to go on, also from the beginning if it has lost all: it alone knows what it has. True when it
 * needs no more of the snapshot. An answer to another piece than the last one is old.
 */
export function onStreamAnswered(raft: RaftState, output: Output, peer: Progress, response: SnapshotResponse): boolean {
  const { stream } = peer;
  if (stream === undefined || response.index !== stream.index) return false;
  if (response.status !== "resume") return true;
  if (stream.isReading || response.answeredOffset !== stream.offset) return false;
  const { index, offset } = response;
  if (offset > peer.advance!.offset) peer.advance = { index, offset, atUs: raft.nowUs };
  readPiece(raft, output, peer, stream.index, response.offset);
  return false;
}
