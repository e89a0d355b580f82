import type { NodeId } from "../../../raft/index.ts";
import { type Address, parseAddress } from "../address.ts";
import type { Greeting } from "./connection.ts";
import type { Link } from "./link.ts";

/** What is known of another server, and of the connection with it: one at a time. */
export class Peer {
  readonly id: NodeId;
  /** Where it may be found. None: it came by itself, and cannot be dialed. */
  addresses: readonly string[] = [];
  link: Link | undefined;
  /** The connection that is being made. */
  dialing: Link | undefined;
  /** Attempts in a row that came to nothing, or to little. */
  attempts = 0;
  retry: NodeJS.Timeout | undefined;

  constructor(id: NodeId) {
    this.id = id;
  }

  /** Where to try next: at each address in turn. */
  nextAddress(): Address | undefined {
    const addresses = this.addresses.map(parseAddress).filter((address) => address !== undefined);
    return addresses[this.attempts % addresses.length];
  }

  /**
   * Whether a connection that the peer has begun takes the place of what there is. Of two that cross the one of the
   * higher server survives: both sides decide alike. What the peer began before it knew of the established one is late;
   * what it began afterwards shows that it has lost that one.
   */
  yieldsTo(greeting: Greeting, self: NodeId): boolean {
    const established = this.link?.greeting;
    if (established?.start === greeting.start) return greeting.dial > established.dial;
    return !(this.dialing?.hasGreeted === true && self > this.id);
  }

  /** Forgets all connections and plans, and returns the links that there were. */
  abandon(): Link[] {
    clearTimeout(this.retry);
    const links = [this.link, this.dialing].filter((link) => link !== undefined);
    this.link = undefined;
    this.dialing = undefined;
    return links;
  }
}
