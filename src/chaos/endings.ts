import type { Witness, World } from "../sim/index.ts";
import { FOR_GOOD } from "./fault.ts";

export interface Ending<Kind extends string> {
  readonly atUs: number;
  readonly kind: Kind;
  readonly node: number;
}

const NOTHING: readonly never[] = [];

/** What must be mended later on which node, and when. A node has one ending of a kind: a new one takes its place. */
export class Endings<Kind extends string> {
  private pending: readonly Ending<Kind>[] = [];
  /** Nothing is due before this: a director asks far more often than anything ends. */
  private nextUs = FOR_GOOD;

  set<W extends Witness>(world: World<W>, kind: Kind, node: number, forUs: number): void {
    const atUs = endOf(world, forUs);
    this.cancel(kind, node);
    this.pending = [...this.pending, { atUs, kind, node }];
    this.nextUs = Math.min(this.nextUs, atUs);
    if (atUs < FOR_GOOD) world.wakeDirectorAt(atUs);
  }

  has(kind: Kind, node: number): boolean {
    return this.pending.some((one) => one.kind === kind && one.node === node);
  }

  cancel(kind: Kind, node: number): void {
    this.pending = this.pending.filter((one) => one.kind !== kind || one.node !== node);
  }

  clear(): void {
    this.pending = [];
  }

  /** What is due by now, in the order in which it was set. */
  takeDue(nowUs: number): readonly Ending<Kind>[] {
    if (nowUs < this.nextUs) return NOTHING;
    const due = this.pending.filter(({ atUs }) => atUs <= nowUs);
    this.pending = this.pending.filter(({ atUs }) => atUs > nowUs);
    this.nextUs = this.pending.reduce((earliest, { atUs }) => Math.min(earliest, atUs), FOR_GOOD);
    return due;
  }

  fork(): Endings<Kind> {
    const copy = new Endings<Kind>();
    copy.pending = this.pending;
    copy.nextUs = this.nextUs;
    return copy;
  }
}

/** When what begins now and lasts for so long is over. */
export function endOf<W extends Witness>(world: World<W>, forUs: number): number {
  return Math.min(FOR_GOOD, world.nowUs + forUs);
}
