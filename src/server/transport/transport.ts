import type { Message, NodeId } from "../../raft/index.ts";

/** What a transport tells its node. */
export interface TransportListener {
  /** A message that is whole, from the peer that it names as its sender. */
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
  /** Messages that were not sent, because too much waits for that peer already or it has no address. */
  readonly messagesDropped: number;
  readonly connectionsOpened: number;
  readonly connectionsLost: number;
  /** Frames, and connections, that were refused, by the reason. */
  readonly refused: Readonly<Record<string, number>>;
}

/**
 * Carries messages between nodes. It may lose them, never damages or duplicates them, and keeps those of one connection
 * in order. What is sent within one turn of the event loop leaves together.
 */
export interface Transport {
  /** Begins to listen. Throws a `TransportError` if the address cannot be had. */
  listen(listener: TransportListener): Promise<void>;
  /** Never waits. `message.to` is a peer that `setPeers` has named, or the message is dropped and counted. */
  send(group: number, message: Message): void;
  /** Where the peers listen, as "host:port". Connections to servers that are gone from it are closed. */
  setPeers(addresses: ReadonlyMap<NodeId, string>): void;
  readonly counters: TransportCounters;
  /** Sends what waits, as far as it can at once, and ends all connections. */
  close(): Promise<void>;
}
