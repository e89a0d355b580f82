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
 * Where the servers are found: as the cluster has agreed, or else as this node was told at its start. A server that has
 * left the cluster stays in the book for a while, because it still has to hear of it.
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

  /** Where the others listen. */
  get peers(): ReadonlyMap<NodeId, string> {
    const peers = new Map<NodeId, string>();
    for (const [id, { transport }] of this.known) if (id !== this.self) peers.set(id, transport);
    return peers;
  }

  /** The configuration may have changed, or what the cluster has agreed on: `agreed` gives the value of a server's key. */
  refresh(configuration: Configuration, agreed: (id: NodeId) => string | undefined, nowUs: number): void {
    this.follow(allMembers(configuration), nowUs);
    const known = new Map<NodeId, NodeAddress>();
    for (const id of new Set([...this.configured.keys(), ...this.members, ...this.leaving.keys()])) {
      const told = this.configured.get(id);
      const found = readAddress(agreed(id)) ?? told;
      const address = this.pinned && told !== undefined ? { ...found!, transport: told.transport } : found;
      if (address !== undefined && !this.gone.has(id)) known.set(id, address);
    }
    this.known = known;
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
