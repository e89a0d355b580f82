import { allMembers, type Configuration, type NodeId } from "../../raft/index.ts";
import type { NodeAddress } from "./node.ts";

/** Keys that begin so hold the addresses of servers: they are replicated as all others are, and no client may write them. */
const SERVER_KEYS = "\u0000server/";

/** The key under which the address of a server stands. */
export function serverKey(id: NodeId): string {
  return `${SERVER_KEYS}${id}`;
}

/** Whether a command on this key may change an address. */
export function isServerKey(key: unknown): boolean {
  return typeof key === "string" && key.startsWith(SERVER_KEYS);
}

/**
 * Where the servers are found: as they say while there is a connection with them, as the cluster has agreed, or as this
 * node was told at its start. Of the last two either may be the older one, so that a server is looked for at both. A
 * server that has left the cluster stays in the book for a while, because it still has to hear of it.
 */
export class AddressBook {
  private readonly self: NodeId;
  private readonly configured: ReadonlyMap<NodeId, NodeAddress>;
  private readonly pinned: boolean;
  private readonly graceUs: number;
  private members: readonly NodeId[] = [];
  /** The former members, and when they are dropped. */
  private readonly leaving = new Map<NodeId, number>();
  /** Those that were dropped. */
  private readonly gone = new Set<NodeId>();
  private dropUs = Number.POSITIVE_INFINITY;
  private known: ReadonlyMap<NodeId, NodeAddress>;
  private places: ReadonlyMap<NodeId, readonly string[]> = new Map();

  /** @param pinned the transports of others stay where this node was told, as when something stands between */
  constructor(self: NodeId, configured: ReadonlyMap<NodeId, NodeAddress>, pinned: boolean, graceUs: number) {
    this.self = self;
    this.configured = configured;
    this.pinned = pinned;
    this.graceUs = graceUs;
    this.known = configured;
  }

  /** Of all servers, this one among them. */
  get addresses(): ReadonlyMap<NodeId, NodeAddress> {
    return this.known;
  }

  /** When somebody who has left is to be dropped next. Every turn of the event loop asks. */
  get nextDropUs(): number {
    return this.dropUs;
  }

  /** Where the others may listen. */
  get peers(): ReadonlyMap<NodeId, readonly string[]> {
    return this.places;
  }

  /**
   * The configuration may have changed, or what the servers say, or what the cluster has agreed on: `agreed` gives the
   * value of a server's key.
   */
  refresh(
    configuration: Configuration,
    said: ReadonlyMap<NodeId, NodeAddress>,
    agreed: (id: NodeId) => string | undefined,
    nowUs: number,
  ): void {
    this.follow(allMembers(configuration), nowUs);
    const known = new Map<NodeId, NodeAddress>();
    const places = new Map<NodeId, readonly string[]>();
    for (const id of new Set([...this.configured.keys(), ...this.members, ...this.leaving.keys()])) {
      if (this.gone.has(id)) continue;
      const told = this.configured.get(id);
      const written = readAddress(agreed(id));
      const found = id === this.self ? told : (said.get(id) ?? written ?? told);
      if (found === undefined) continue;
      const isPinned = this.pinned && told !== undefined;
      known.set(id, isPinned ? { ...found, transport: told.transport } : found);
      if (id !== this.self) places.set(id, isPinned ? [told.transport] : this.placesOf(written, told));
    }
    this.known = known;
    this.places = places;
  }

  /** Nobody else is found where this server is: who was there before has moved. */
  private placesOf(...addresses: readonly (NodeAddress | undefined)[]): readonly string[] {
    const own = this.configured.get(this.self)?.transport;
    const transports = addresses.flatMap((address) => address?.transport ?? []);
    return [...new Set(transports)].filter((transport) => transport !== own);
  }

  private follow(members: readonly NodeId[], nowUs: number): void {
    for (const id of this.members) if (!members.includes(id)) this.leaving.set(id, nowUs + this.graceUs);
    this.members = members;
    for (const id of members) {
      this.leaving.delete(id);
      this.gone.delete(id);
    }
    for (const [id, dropUs] of this.leaving) {
      if (dropUs > nowUs) continue;
      this.leaving.delete(id);
      this.gone.add(id);
    }
    this.dropUs = Math.min(...this.leaving.values());
  }
}

/** What is no address, however it came under that key, is as good as none. */
function readAddress(text: string | undefined): NodeAddress | undefined {
  if (text === undefined) return undefined;
  try {
    const { transport, api } = JSON.parse(text) as Partial<NodeAddress>;
    return typeof transport === "string" && typeof api === "string" ? { transport, api } : undefined;
  } catch {
    return undefined;
  }
}
