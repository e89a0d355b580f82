import type { NodeId } from "../../raft/index.ts";
import type { NodeAddress } from "../node/node.ts";

/** PEM texts of this server. Both sides of a connection present certificates by one of the authorities. */
export interface TransportTls {
  readonly authorities: string;
  /** Has "node-ID" as a DNS name, so that no server can pass for another. */
  readonly certificate: string;
  readonly key: string;
}

/** How one server's transport is set up. Durations are milliseconds; sizes are bytes. */
export interface TransportOptions {
  readonly id: NodeId;
  /** Servers talk only to those that say the same name, of at most 255 bytes. */
  readonly cluster: string;
  /** Where to listen, as "host:port". */
  readonly address: string;
  /** Where the others are told that this server is found. */
  readonly announced: NodeAddress;
  /** Undefined: nothing is encrypted, and everybody on the network is believed. */
  readonly tls: TransportTls | undefined;
  /** No longer frame is taken from a peer. All servers must take what any of them may send. */
  readonly maxFrameBytes: number;
  /** While so much waits for a peer, further messages to it are dropped. */
  readonly maxWaitingBytes: number;
  /** A connection that is not established within this is given up, whoever began it. */
  readonly greetingTimeoutMs: number;
  /** Before the n-th attempt in a row to reach a peer a random part of the shortest pause times 2^(n-1) passes. */
  readonly shortestPauseMs: number;
  readonly longestPauseMs: number;
  /** Something is sent on a connection at least so often; where nothing comes for three times as long, it is lost. */
  readonly keepAliveMs: number;
}

export type TransportTuning = Omit<TransportOptions, "id" | "cluster" | "address" | "announced" | "tls">;

/** For servers of one data centre, or of one machine. */
export const DEFAULT_TUNING: TransportTuning = {
  maxFrameBytes: 32 * 1024 * 1024,
  maxWaitingBytes: 64 * 1024 * 1024,
  greetingTimeoutMs: 2_000,
  shortestPauseMs: 20,
  longestPauseMs: 1_000,
  keepAliveMs: 1_000,
};

/** How the certificate of a server names it. */
export function nameOfNode(id: NodeId): string {
  return `node-${id}`;
}
