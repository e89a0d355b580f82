import type { KeyedBytes, KeyedState } from "../hybrid/index.ts";
import { hashBytes } from "../hybrid/index.ts";
import { hashString } from "../machine/hash.ts";

/** What one node tells another beside the log. Immutable. */
export interface GossipMessage {
  readonly kind: "gossip";
  readonly told: readonly KeyedBytes[];
}

/** What a node did itself, in the order of its file: it is told to nobody before it is durable. Immutable. */
export interface LocalRecord {
  readonly kind: "local";
  /** Counts the node's own operations, through all incarnations. */
  readonly sequence: number;
  readonly delta: KeyedState;
  /** Whose operation it is: with it, the node remembers that it has carried it out. */
  readonly client: number;
  readonly clientSequence: number;
}

const HEADER_BYTES = 16;

/** How much a delta counts for on the disk. */
export const LOCAL_RECORD_BYTES = 64;

/** The size of a message on the wire. */
export function gossipBytes({ told }: GossipMessage): number {
  return told.reduce((sum, { bytes, key }) => sum + key.length + bytes.length, HEADER_BYTES);
}

/** A 32-bit integer hash of a message's contents, for the wire. */
export function gossipDigest({ told }: GossipMessage): number {
  return told.reduce((digest, { bytes, key }) => hashBytes(bytes, hashString(key, digest)), told.length);
}
