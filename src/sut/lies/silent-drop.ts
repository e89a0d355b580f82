import type { Observations } from "../../../invariants/observation.ts";
import type { Process } from "../../sim/program.ts";

/** About so many messages pass until the liar chooses anew to whom it says nothing. */
const MESSAGES_PER_CHOICE = 64;

/** A node that hears and says nothing: now to nobody, now to some of its peers, now to all of them. */
export class Silence {
  private readonly peers: readonly number[];
  /** Those who are told nothing at present. */
  private shunned: readonly number[] = [];

  constructor(peers: readonly number[]) {
    this.peers = peers;
  }

  /** Whether the next message to `peer` is kept back. */
  covers(process: Process<Observations>, peer: number): boolean {
    if (process.choose("lie", MESSAGES_PER_CHOICE) === 0) this.shunned = this.choose(process);
    return this.shunned.includes(peer);
  }

  fork(): Silence {
    return Object.assign(new Silence(this.peers), { shunned: this.shunned });
  }

  private choose(process: Process<Observations>): readonly number[] {
    const how = process.choose("lie", 3);
    if (how === 0) return [];
    return how === 1 ? this.peers : this.peers.filter(() => process.choose("lie", 2) === 0);
  }
}
