import { createOneShot } from "../../machine/index.ts";
import type { Configuration, NodeId, RaftView } from "../../raft/index.ts";
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
  /** The last term of its own in which this leader has looked whether the cluster knows its address. */
  private lookedInTerm = 0;

  constructor(
    { addresses, pinsPeers, raft }: NodeSettings,
    transport: Transport,
    view: RaftView,
    machine: AppliedMachine,
  ) {
    this.book = new AddressBook(raft.id, addresses, pinsPeers, GRACE_TIMEOUTS * raft.electionTimeoutUs);
    this.own = addresses.get(raft.id)!;
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
    const isNews = configuration !== this.configuration || this.machine.hasNewAddresses;
    if (!isNews && nowUs < this.book.nextDropUs) return;
    this.configuration = configuration;
    this.machine.hasNewAddresses = false;
    this.book.refresh(configuration, (id) => this.agreedOn(id), nowUs);
    this.transport.setPeers(this.book.peers);
  }

  /** What a new leader has to write so that all others know where it is found; undefined if they do. */
  ownAnnouncement(): ReturnType<typeof announcementOf> | undefined {
    const { hasCommittedInTerm, role, term } = this.view;
    if (role !== "leader" || term === this.lookedInTerm || !hasCommittedInTerm) return undefined;
    this.lookedInTerm = term;
    const announcement = announcementOf(this.view.id, this.own);
    return announcement.command.value === this.agreedOn(this.view.id) ? undefined : announcement;
  }

  private agreedOn(id: NodeId): string | undefined {
    return this.machine.query({ kind: "get", key: serverKey(id) }).previous;
  }
}

/** The request by which the cluster agrees on where a server is found. */
export function announcementOf(id: NodeId, { transport, api }: NodeAddress) {
  const command = { kind: "put", key: serverKey(id), value: JSON.stringify({ transport, api }) } as const;
  return { command, asked: createOneShot(command) };
}
