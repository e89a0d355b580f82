import type { Message, NodeId } from "../../raft/index.ts";
import type { NodeAddress } from "../node/node.ts";
import type { RefusalReason } from "./refusal.ts";

/** The transport cannot do its work: the address is taken, or the certificate is none. */
export class TransportError extends Error {
  override readonly name = "TransportError";
}

/** What a transport tells its node. */
export interface TransportListener {
  /** A message that is whole, from the peer that it names as its sender. May throw a `RefusalError`: that ends its connection. */
  received(group: number, message: Message): void;
  /** The connection to the peer is lost, or could not be made: what was on its way may be gone. */
  unreachable(peer: NodeId): void;
}

/** How much went by since the start. */
export interface TransportCounters {
  readonly messagesSent: number;
  readonly bytesSent: number;
  readonly messagesReceived: number;
  readonly bytesReceived: number;
  /** Messages that were not sent, because there is no connection to that peer or too much waits for it already. */
  readonly messagesDropped: number;
  readonly connectionsOpened: number;
  readonly connectionsLost: number;
  /** Frames, and connections, that were refused, by the reason. */
  readonly refused: Readonly<Partial<Record<RefusalReason, number>>>;
}

/**
 * Carries messages between nodes. It may lose them, never damages or duplicates them, and keeps those of one connection
 * in order. What one callback of the event loop sends leaves together, as soon as it returns.
 */
export interface Transport {
  /** Begins to listen. Throws a `TransportError` if the address cannot be had. */
  listen(listener: TransportListener): Promise<void>;
  /** Where it listens, as "host:port": with the port that the system chose, if it was asked to. */
  readonly address: string;
  /** Never waits. While there is no connection to `message.to`, the message is dropped and counted. */
  send(group: number, message: Message): void;
  /**
   * What was sent so far leaves now, and not only when the callback returns. Returns whether all of it has left: the
   * system has not taken the rest yet.
   */
  flush(): boolean;
  /**
   * Where each peer may listen, as "host:port": one place after the other is tried. Connections to servers that are gone from it are closed. A server of the
   * cluster that is not in it may still connect: it may lead a follower that has yet to learn of it from its log.
   */
  setPeers(addresses: ReadonlyMap<NodeId, readonly string[]>): void;
  /** Where those servers that it is connected with say that they are found. Another map whenever that may have changed. */
  readonly said: ReadonlyMap<NodeId, NodeAddress>;
  readonly counters: TransportCounters;
  /** Sends what waits, as far as it can at once, and ends all connections. */
  close(): Promise<void>;
}
