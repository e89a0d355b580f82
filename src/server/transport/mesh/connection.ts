import type { Message, NodeId } from "../../../raft/index.ts";
import type { NodeAddress } from "../../node/node.ts";
import type { Address } from "../address.ts";
import type { RefusalError } from "../refusal.ts";

/** What each side of a connection says first: the one that dialed, and then the other one in answer. */
export interface Greeting {
  readonly cluster: string;
  readonly from: NodeId;
  readonly to: NodeId;
  /** A random number that a server has from its start to its end. */
  readonly start: number;
  /** How many connections, to whomever, the server has begun since its start. */
  readonly dial: number;
  /** Where the server is found, as it says itself. */
  readonly address: NodeAddress;
}

/** What happens on a connection. Nothing does after `closed`. */
export interface ConnectionListener {
  /** The other side has taken the connection that was dialed: now it can be greeted. */
  opened(): void;
  /** Comes once, and before any message. */
  greeted(greeting: Greeting): void;
  received(group: number, message: Message, bytes: number): void;
  /** The other side has nothing to say, but is there. */
  keptAlive(): void;
  /** What came is refused. `closed` follows. */
  refused(error: RefusalError): void;
  /** `reason` is what the system says of an end that nobody wanted. */
  closed(reason?: string): void;
}

/** One connection with another server, whatever it runs over. It keeps the order of what is sent. */
export interface Connection {
  greet(greeting: Greeting): void;
  /** Whether the other side has proved to be this server, as far as this connection asks for a proof. */
  proves(peer: NodeId): boolean;
  /** Takes the message for the next `flush`, and returns its size in bytes. */
  send(group: number, message: Message): number;
  keepAlive(): void;
  flush(): void;
  /** Where the other side is, as the system says; undefined if it is not known. */
  readonly remoteHost: string | undefined;
  /** Of what was sent, what is still in the memory of this process. */
  readonly waitingBytes: number;
  /** Ends it when all that was flushed is handed to the system. */
  close(): void;
  /** Ends it at once. */
  destroy(): void;
}

/** Makes connections. */
export interface Carrier {
  /** Returns where it listens. Throws a `TransportError` if the address cannot be had. */
  listen(address: Address, acceptor: Acceptor): Promise<Address>;
  dial(peer: NodeId, address: Address, listener: ConnectionListener): Connection;
  /** Listens no more, and is done when all connections have ended. */
  close(): Promise<void>;
}

export interface Acceptor {
  accepted(connect: (listener: ConnectionListener) => Connection): void;
  /** Somebody did not get as far as a connection. */
  refusedFrom(host: string | undefined, error: RefusalError): void;
}
