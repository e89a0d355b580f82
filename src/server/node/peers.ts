import { createOneShot } from "../../machine/index.ts";
import { allMembers, type Configuration, type NodeId, type RaftView } from "../../raft/index.ts";
import type { Transport } from "../transport/transport.ts";
import { AddressBook, serverKey } from "./address-book.ts";
import type { AppliedMachine } from "./applied-machine.ts";
import type { NodeAddress } from "./node.ts";
import type { NodeSettings } from "./node-parts.ts";

/** A server that left hears of it within this many of the longest election timeouts, or is down. */
const GRACE_TIMEOUTS = 20;

/** Keeps the transport's addresses up to date with the configuration and with what the cluster has agreed on. */
export class Peers {
  private readonly book: AddressBook;
  private readonly own: NodeAddress;
  private readonly view: RaftView;
  private readonly machine: AppliedMachine;
  private readonly transport: Transport;
  private configuration: Configuration | undefined = undefined;
  /** What the transport said of the others when the book was made. */
  private said: ReadonlyMap<NodeId, NodeAddress> = new Map();
  private readonly lookIntervalUs: number;
  /** When this node, if it leads, looks again whether the cluster knows where everybody is. */
  private nextLookUs = 0;

  constructor(
    { addresses, pinsPeers, raft }: NodeSettings,
    transport: Transport,
    view: RaftView,
    machine: AppliedMachine,
  ) {
    this.book = new AddressBook(raft.id, addresses, pinsPeers, GRACE_TIMEOUTS * raft.electionTimeoutUs);
    this.own = addresses.get(raft.id)!;
    this.lookIntervalUs = raft.electionTimeoutUs;
    this.view = view;
    this.machine = machine;
    this.transport = transport;
  }

  get addresses(): ReadonlyMap<NodeId, NodeAddress> {
    return this.book.addresses;
  }

  /** When `follow` has something to do at the latest. */
  get deadlineUs(): number {
    return this.book.nextDropUs;
  }

  /** Before messages leave: they may go to a server that is new. */
  follow(nowUs: number): void {
    const { configuration } = this.view;
    const { said } = this.transport;
    const isNews = configuration !== this.configuration || said !== this.said || this.machine.hasNewAddresses;
    if (!isNews && nowUs < this.book.nextDropUs) return;
    this.configuration = configuration;
    this.said = said;
    this.machine.hasNewAddresses = false;
    this.book.refresh(configuration, said, (id) => this.agreedOn(id), nowUs);
    this.transport.setPeers(this.book.peers);
  }

  /**
   * What a leader has to write so that all know where each of them is found: as each says itself, the leader among them.
   * It looks from time to time, and writes again what did not come to be, or was written over.
   */
  announcements(nowUs: number): readonly Announcement[] {
    const { configuration, hasCommittedInTerm, id: self, role } = this.view;
    if (role !== "leader" || !hasCommittedInTerm || nowUs < this.nextLookUs) return [];
    this.nextLookUs = nowUs + this.lookIntervalUs;
    const said = allMembers(configuration).flatMap((id) => {
      const address = id === self ? this.own : this.transport.said.get(id);
      return address === undefined ? [] : announcementOf(id, address);
    });
    return said.filter(
      ({ command }) => command.value !== this.machine.query({ kind: "get", key: command.key }).previous,
    );
  }

  private agreedOn(id: NodeId): string | undefined {
    return this.machine.query({ kind: "get", key: serverKey(id) }).previous;
  }
}

type Announcement = ReturnType<typeof announcementOf>;

/** The request by which the cluster agrees on where a server is found. */
export function announcementOf(id: NodeId, { transport, api }: NodeAddress) {
  const command = { kind: "put", key: serverKey(id), value: JSON.stringify({ transport, api }) } as const;
  return { command, asked: createOneShot(command) };
}
