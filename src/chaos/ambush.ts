import type { Witness, World } from "../sim/index.ts";
import { nodesUp } from "./aim.ts";
import type { Fault } from "./fault.ts";
import type { Roles } from "./roles.ts";

export type AmbushFault = Extract<Fault, { kind: "ambush" }>;

/** How often the cluster is looked at while an ambush waits for its victim. */
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
  private lookAtUs: number;

  private constructor(fault: AmbushFault, oldTerm: number, lookAtUs: number) {
    this.fault = fault;
    this.oldTerm = oldTerm;
    this.lookAtUs = lookAtUs;
  }

  static lay<W extends Witness>(world: World<W>, roles: Roles<W>, fault: AmbushFault): Ambush {
    const oldTerm = Math.max(0, ...nodesUp(world).map((node) => roles.termOf(world, node)));
    const ambush = new Ambush(fault, oldTerm, world.nowUs);
    ambush.wake(world, LOOK_EVERY_US);
    return ambush;
  }

  /** Looks, or strikes, if it is time. The node to crash now; 0 if there is none yet. */
  look<W extends Witness>(world: World<W>, roles: Roles<W>): number {
    if (world.nowUs < this.lookAtUs) return 0;
    if (this.victim === 0) return this.findVictim(world, roles);
    const leadsStill = roles.leads(world, this.victim);
    if (leadsStill && roles.termOf(world, this.victim) === this.victimTerm) return this.victim;
    this.victim = 0;
    return this.findVictim(world, roles);
  }

  fork(): Ambush {
    return Object.assign(Object.create(Ambush.prototype) as Ambush, this);
  }

  private findVictim<W extends Witness>(world: World<W>, roles: Roles<W>): number {
    for (let node = 1; node <= world.nodes; node++) {
      const term = roles.termOf(world, node);
      if (term <= this.oldTerm || !roles.leads(world, node)) continue;
      this.victim = node;
      this.victimTerm = term;
    }
    this.wake(world, this.victim === 0 ? LOOK_EVERY_US : this.fault.delayUs);
    return 0;
  }

  private wake<W extends Witness>(world: World<W>, afterUs: number): void {
    this.lookAtUs = world.nowUs + afterUs;
    world.wakeDirectorAt(this.lookAtUs);
  }
}
