import { randomInt } from "node:crypto";
import type { Message, NodeId } from "../../../raft/index.ts";
import type { NodeAddress } from "../../node/node.ts";
import { parseAddress, textOfAddress } from "../address.ts";
import type { TransportOptions } from "../options.ts";
import { RefusalError } from "../refusal.ts";
import { type Transport, type TransportCounters, TransportError, type TransportListener } from "../transport.ts";
import type { TransportWatcher } from "../watcher.ts";
import type { Acceptor, Carrier, Connection, ConnectionListener, Greeting } from "./connection.ts";
import { Link, type LinkOwner } from "./link.ts";
import { objectionTo } from "./objection.ts";
import { Peer } from "./peer.ts";
import { Tally } from "./tally.ts";

const LARGEST_RANDOM = 2 ** 48 - 1;
const LONGEST_TEXT_BYTES = 255;

/**
 * A transport over any carrier: one connection with each peer, which either side may have begun, and which is begun again
 * when it is lost. Messages are not kept for a connection that is yet to come: what Raft still wants said then, it says
 * again.
 */
export class Mesh implements Transport, LinkOwner, Acceptor {
  private readonly options: TransportOptions;
  private readonly carrier: Carrier;
  private readonly watcher: TransportWatcher;
  private readonly start = randomInt(1, LARGEST_RANDOM);
  private readonly tally = new Tally();
  private readonly peers = new Map<NodeId, Peer>();
  /** All that are not over, for the time being also those with servers that have not said who they are. */
  private readonly links = new Set<Link>();
  private readonly unflushed = new Set<Link>();
  private isFlushDue = false;
  private looking: NodeJS.Timeout | undefined;
  private listener: TransportListener | undefined;
  private boundAddress: string;
  said: ReadonlyMap<NodeId, NodeAddress> = new Map();
  /** Connections that were begun since the start. */
  private dials = 0;

  constructor(options: TransportOptions, carrier: Carrier, watcher: TransportWatcher) {
    this.options = options;
    this.carrier = carrier;
    this.watcher = watcher;
    this.boundAddress = options.address;
  }

  get address(): string {
    return this.boundAddress;
  }

  get counters(): TransportCounters {
    return this.tally.copy();
  }

  async listen(listener: TransportListener): Promise<void> {
    const { address, announced, cluster, keepAliveMs } = this.options;
    for (const text of [cluster, announced.transport, announced.api]) {
      if (Buffer.byteLength(text) <= LONGEST_TEXT_BYTES) continue;
      throw new TransportError(`what the others are told is longer than ${LONGEST_TEXT_BYTES} bytes: ${text}`);
    }
    const parsed = parseAddress(address);
    if (parsed === undefined) throw new TransportError(`"${address}" is no address: it must be host:port`);
    this.boundAddress = textOfAddress(await this.carrier.listen(parsed, this));
    this.listener = listener;
    this.looking = setInterval(() => this.look(), keepAliveMs);
    for (const peer of this.peers.values()) this.dial(peer);
  }

  setPeers(addresses: ReadonlyMap<NodeId, readonly string[]>): void {
    for (const peer of [...this.peers.values()]) {
      if (peer.addresses.length > 0 && !addresses.has(peer.id)) this.forget(peer);
    }
    for (const [id, places] of addresses) if (id !== this.options.id) this.place(id, places);
  }

  send(group: number, message: Message): void {
    const link = this.peers.get(message.to)?.link;
    if (link === undefined || link.connection.waitingBytes >= this.options.maxWaitingBytes) {
      this.tally.messagesDropped++;
      return;
    }
    this.tally.bytesSent += link.send(group, message);
    this.tally.messagesSent++;
    this.unflushed.add(link);
    if (this.isFlushDue) return;
    this.isFlushDue = true;
    process.nextTick(() => {
      this.isFlushDue = false;
      this.flush();
    });
  }

  flush(): boolean {
    let hasLeft = true;
    for (const { connection } of this.unflushed) {
      connection.flush();
      if (connection.waitingBytes > 0) hasLeft = false;
    }
    this.unflushed.clear();
    return hasLeft;
  }

  async close(): Promise<void> {
    this.flush();
    clearInterval(this.looking);
    this.listener = undefined;
    for (const peer of this.peers.values()) peer.abandon();
    this.peers.clear();
    for (const link of this.links) link.close();
    this.links.clear();
    await this.carrier.close();
  }

  accepted(connect: (listener: ConnectionListener) => Connection): void {
    this.links.add(new Link(this, undefined, this.options.greetingTimeoutMs, connect));
  }

  opened(link: Link): void {
    link.greet(this.greetingTo(link.peer!));
  }

  greeted(link: Link, greeting: Greeting): void {
    if (this.listener === undefined) {
      this.drop(link);
      return;
    }
    const objection = objectionTo(this.options, link, greeting);
    if (objection !== undefined) {
      link.refuse(objection);
      return;
    }
    const peer = this.peers.get(greeting.from) ?? this.add(greeting.from);
    if (!link.isDialed) {
      if (!peer.yieldsTo(greeting, this.options.id)) {
        this.drop(link);
        return;
      }
      link.greet(this.greetingTo(peer.id));
    }
    this.establish(peer, link, greeting);
  }

  received(link: Link, group: number, message: Message, bytes: number): void {
    if (message.to !== this.options.id) {
      throw new RefusalError("other-receiver", `a message to server ${message.to}`);
    }
    if (message.from !== link.peer) {
      throw new RefusalError("other-sender", `server ${link.peer} sent a message from server ${message.from}`);
    }
    this.tally.messagesReceived++;
    this.tally.bytesReceived += bytes;
    this.listener?.received(group, message);
  }

  refused({ otherSide }: Link, error: RefusalError): void {
    this.tally.refuse(error.reason);
    this.watcher.refused(otherSide, error);
  }

  refusedFrom(host: string | undefined, error: RefusalError): void {
    this.tally.refuse(error.reason);
    this.watcher.refused({ peer: undefined, address: host }, error);
  }

  lost(link: Link, reason: string): void {
    this.links.delete(link);
    this.unflushed.delete(link);
    const peer = link.peer === undefined ? undefined : this.peers.get(link.peer);
    if (peer === undefined) return;
    if (peer.dialing === link) peer.dialing = undefined;
    else if (peer.link === link) {
      peer.link = undefined;
      this.recall();
      this.tally.connectionsLost++;
    } else return;
    if (peer.link !== undefined) return;
    if (peer.addresses.length === 0) this.peers.delete(peer.id);
    else this.dialLater(peer);
    this.watcher.unreachable(link.otherSide, reason);
    this.listener?.unreachable(peer.id);
  }

  private establish(peer: Peer, link: Link, greeting: Greeting): void {
    const replaced = peer.link;
    const unneeded = peer.abandon().filter((other) => other !== link);
    peer.link = link;
    link.establish(greeting);
    this.recall();
    this.tally.connectionsOpened++;
    this.watcher.connected(peer.id);
    for (const other of unneeded) this.drop(other);
    if (replaced === undefined) return;
    this.tally.connectionsLost++;
    this.listener?.unreachable(peer.id);
  }

  private add(id: NodeId): Peer {
    const peer = new Peer(id);
    this.peers.set(id, peer);
    return peer;
  }

  /** The peer is found at one of these from now on. What is established stays: the server at its other end said who it is. */
  private place(id: NodeId, addresses: readonly string[]): void {
    const peer = this.peers.get(id) ?? this.add(id);
    if (peer.addresses.join() === addresses.join()) return;
    peer.addresses = addresses;
    peer.attempts = 0;
    if (peer.dialing !== undefined) this.drop(peer.dialing);
    peer.dialing = undefined;
    if (this.listener !== undefined) this.dial(peer);
  }

  private forget(peer: Peer): void {
    this.peers.delete(peer.id);
    for (const link of peer.abandon()) this.drop(link);
    this.recall();
  }

  private drop(link: Link): void {
    this.links.delete(link);
    this.unflushed.delete(link);
    link.close();
  }

  private dial(peer: Peer): void {
    const address = peer.nextAddress();
    if (address === undefined || peer.link !== undefined || peer.dialing !== undefined) return;
    this.dials++;
    peer.attempts++;
    const { greetingTimeoutMs } = this.options;
    const connect = (listener: ConnectionListener) => this.carrier.dial(peer.id, address, listener);
    const dialed = { peer: peer.id, address: textOfAddress(address) };
    peer.dialing = new Link(this, dialed, greetingTimeoutMs, connect);
    this.links.add(peer.dialing);
  }

  private dialLater(peer: Peer): void {
    const { shortestPauseMs, longestPauseMs } = this.options;
    const pauseMs = Math.min(longestPauseMs, shortestPauseMs * 2 ** Math.min(peer.attempts, 20));
    clearTimeout(peer.retry);
    peer.retry = setTimeout(() => this.dial(peer), Math.random() * pauseMs);
  }

  private greetingTo(to: NodeId): Greeting {
    const { announced, cluster, id: from } = this.options;
    return { cluster, from, to, start: this.start, dial: this.dials, address: announced };
  }

  /** What those say that there is a connection with. */
  private recall(): void {
    const said = new Map<NodeId, NodeAddress>();
    for (const { id, link } of this.peers.values()) if (link?.greeting) said.set(id, link.greeting.address);
    this.said = said;
  }

  /** A link that has lasted from one look to the next is a good one: the next attempt after it need not wait for long. */
  private look(): void {
    for (const { link } of this.peers.values()) link?.look();
    for (const peer of this.peers.values()) if (peer.link !== undefined) peer.attempts = 0;
  }
}
