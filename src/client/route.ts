import type { Endpoint } from "./endpoint.ts";

/** Whom to ask next: the leader while one is known, otherwise each of the servers in turn. */
export class Route {
  private readonly endpoints: readonly Endpoint[];
  private leader: Endpoint | undefined;
  private turn = 0;

  constructor(endpoints: readonly Endpoint[]) {
    if (endpoints.length === 0) throw new Error("a client needs the address of one server at least");
    this.endpoints = endpoints;
  }

  next(): Endpoint {
    return this.leader ?? this.endpoints[this.turn]!;
  }

  /** The server itself answered as a leader does, or another named it. */
  leads(endpoint: Endpoint): void {
    this.leader = endpoint;
  }

  /**
   * It cannot be reached, or knows no leader. Only who is asked now is given up, for others may have learned better
   * since. After a leader it is the turn of another server than the one that may have named it.
   */
  failed(endpoint: Endpoint): void {
    if (this.next().text !== endpoint.text) return;
    this.leader = undefined;
    this.turn = (this.turn + 1) % this.endpoints.length;
  }

  /** How many servers there are to try before one waits. */
  get size(): number {
    return this.endpoints.length;
  }
}
