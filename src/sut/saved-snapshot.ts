import type { SessionMachine } from "../machine/index.ts";
import type { Snapshot, SnapshotRead } from "../raft/index.ts";

/** How much a machine with its sessions counts for on the disk and on the wire, whatever is in it. */
const SNAPSHOT_BYTES = 4096;

/**
 * A machine as it was at an applied index, with the sessions of its clients, as one file that is there whole or not at
 * all. Immutable: whoever goes on with the machine takes a copy.
 */
export interface SavedSnapshot {
  readonly kind: "snapshot";
  readonly snapshot: Snapshot;
  readonly machine: SessionMachine;
  readonly bytes: number;
}

/** So many bytes of the file, from an offset on. It refers to the whole, because a machine in memory cannot be cut. */
export interface SnapshotPiece {
  readonly of: SavedSnapshot;
  readonly offset: number;
  readonly bytes: number;
}

export function saveSnapshot(snapshot: Snapshot, machine: SessionMachine): SavedSnapshot {
  return { kind: "snapshot", snapshot, machine: machine.fork(), bytes: SNAPSHOT_BYTES };
}

/** What a read asks for; undefined if the snapshot that is saved is another, or ends before. */
export function readPiece(saved: SavedSnapshot | undefined, read: SnapshotRead): SnapshotPiece | undefined {
  if (saved?.snapshot.index !== read.index || read.offset >= saved.bytes) return undefined;
  return { of: saved, offset: read.offset, bytes: Math.min(read.maxBytes, saved.bytes - read.offset) };
}

export function isLastPiece({ of, offset, bytes }: SnapshotPiece): boolean {
  return offset + bytes === of.bytes;
}

/** The pieces of a snapshot that have come so far, in order and without a gap. Immutable. */
export interface ReceivedPieces {
  readonly of: SavedSnapshot;
  readonly bytes: number;
}

/** With one more piece, the first of which begins anew. Undefined if it does not fit to those before. */
export function withPiece(received: ReceivedPieces | undefined, piece: SnapshotPiece): ReceivedPieces | undefined {
  if (piece.offset === 0) return { of: piece.of, bytes: piece.bytes };
  if (received?.of !== piece.of || received.bytes !== piece.offset) return undefined;
  return { of: piece.of, bytes: received.bytes + piece.bytes };
}
