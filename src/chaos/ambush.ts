import { NO_EVENT, type Witness, type World } from "../sim/index.ts";
import { nodesUp } from "./aim.ts";
import type { Fault } from "./fault.ts";
import type { Roles } from "./roles.ts";

export type AmbushFault = Extract<Fault, { kind: "ambush" }>;

/** An ambush that waits for its victim looks at the cluster at such times only, and if there is something to see. */
const LOOK_EVERY_US = 1_000;

/**
 * Waits for the next node that wins an election, and strikes a short while later: while a new leader still brings in
 * what its predecessors left, much of what Raft promises hangs by a thread.
 */
export class Ambush {
  readonly fault: AmbushFault;
  /** Leaders of terms up to this one were there before. */
  private readonly oldTerm: number;
  private victim = 0;
  private victimTerm = 0;
  /** Since when it has waited for a victim. */
  private sinceUs: number;
  /** When it looks, or strikes; `NO_EVENT` until somebody wins. */
  private lookAtUs = NO_EVENT;

  private constructor(fault: AmbushFault, oldTerm: number, sinceUs: number) {
    this.fault = fault;
    this.oldTerm = oldTerm;
    this.sinceUs = sinceUs;
  }

  static lay<W extends Witness>(world: World<W>, roles: Roles<W>, fault: AmbushFault): Ambush {
    const oldTerm = Math.max(0, ...nodesUp(world).map((node) => roles.termOf(world, node)));
    world.wakeDirectorAtNextLeader();
    return new Ambush(fault, oldTerm, world.nowUs);
  }

  /** Looks, or strikes, if it is time. The node to crash now; 0 if there is none yet. */
  look<W extends Witness>(world: World<W>, roles: Roles<W>): number {
    if (this.lookAtUs === NO_EVENT) this.awaitWinner(world, roles);
    if (world.nowUs < this.lookAtUs) return 0;
    if (this.victim === 0) return this.findVictim(world, roles);
    const leadsStill = roles.leads(world, this.victim);
    if (leadsStill && roles.termOf(world, this.victim) === this.victimTerm) return this.victim;
    this.sinceUs = world.nowUs;
    return this.findVictim(world, roles);
  }

  fork(): Ambush {
    return Object.assign(Object.create(Ambush.prototype) as Ambush, this);
  }

  /** Somebody may have won: that is seen at the next of the times to look, if it leads still. */
  private awaitWinner<W extends Witness>(world: World<W>, roles: Roles<W>): void {
    if (this.winner(world, roles) === 0) {
      world.wakeDirectorAtNextLeader();
      return;
    }
    const waitedUs = world.nowUs - this.sinceUs;
    this.wakeAt(world, world.nowUs + LOOK_EVERY_US - (waitedUs % LOOK_EVERY_US));
  }

  private findVictim<W extends Witness>(world: World<W>, roles: Roles<W>): number {
    this.victim = this.winner(world, roles);
    if (this.victim === 0) {
      this.lookAtUs = NO_EVENT;
      world.wakeDirectorAtNextLeader();
    } else {
      this.victimTerm = roles.termOf(world, this.victim);
      this.wakeAt(world, world.nowUs + this.fault.delayUs);
    }
    return 0;
  }

  /** A leader of a new term, the last of several; 0 if there is none. */
  private winner<W extends Witness>(world: World<W>, roles: Roles<W>): number {
    for (let node = world.nodes; node > 0; node--) {
      if (roles.leads(world, node) && roles.termOf(world, node) > this.oldTerm) return node;
    }
    return 0;
  }

  private wakeAt<W extends Witness>(world: World<W>, timeUs: number): void {
    this.lookAtUs = timeUs;
    world.wakeDirectorAt(timeUs);
  }
}
