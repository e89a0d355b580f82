import type { Witness, World } from "../sim/index.ts";
import { FOR_GOOD } from "./fault.ts";

/** How a fault that lasted ends for a node. */
export type EndingKind = "restart" | "full-speed" | "fast-disk" | "free-disk";

interface Ending {
  readonly atUs: number;
  readonly kind: EndingKind;
  readonly node: number;
}

/** What must be mended later, and when. */
export class Endings {
  private pending: Ending[] = [];

  add<W extends Witness>(world: World<W>, kind: EndingKind, node: number, forUs: number): void {
    if (forUs === FOR_GOOD) return;
    const atUs = world.nowUs + forUs;
    this.pending.push({ atUs, kind, node });
    world.wakeDirectorAt(atUs);
  }

  /** What is due by now, in the order in which it was added. */
  takeDue(nowUs: number): Ending[] {
    const due = this.pending.filter(({ atUs }) => atUs <= nowUs);
    if (due.length > 0) this.pending = this.pending.filter(({ atUs }) => atUs > nowUs);
    return due;
  }

  fork(): Endings {
    const copy = new Endings();
    copy.pending = this.pending.slice();
    return copy;
  }
}
