import { hashBytes } from "../hybrid/index.ts";

/** What one node tells another beside the log, as bytes. Immutable. */
export interface GossipMessage {
  readonly kind: "gossip";
  readonly told: Uint8Array;
}

/**
 * What a node did itself, in the order of its file: it is told to nobody before it is durable. Operations that began while
 * the disk was busy share a record, in which those on the same key are folded to one state. Immutable.
 */
export interface LocalRecord {
  readonly kind: "local";
  /** The last of the node's own operations that is in there, counted through all incarnations. */
  readonly sequence: number;
  readonly states: Uint8Array;
  /** The last operation in there of each client whose operations they are: so the node remembers what it carried out. */
  readonly clients: ReadonlyMap<number, number>;
}

const HEADER_BYTES = 16;
const CLIENT_BYTES = 8;

/** The size of a record on the disk. */
export function localRecordBytes({ clients, states }: LocalRecord): number {
  return HEADER_BYTES + states.length + clients.size * CLIENT_BYTES;
}

/** The size of a message on the wire. */
export function gossipBytes({ told }: GossipMessage): number {
  return HEADER_BYTES + told.length;
}

/** A 32-bit integer hash of a message's contents, for the wire. */
export function gossipDigest({ told }: GossipMessage): number {
  return hashBytes(told, 0);
}
