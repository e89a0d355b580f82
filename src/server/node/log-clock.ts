import type { RaftView } from "../../raft/index.ts";
import type { AppliedMachine } from "./applied-machine.ts";

/**
 * What a leader stamps writes with: log time goes on from where it was, as fast as a clock that never jumps. Clocks that
 * show people the time are not asked: one that is an hour ahead would make all servers forget what they promised to
 * remember for an hour. Each leadership begins anew where the log has come to, so that log time never gains on real time;
 * while nobody leads, it stands still.
 */
export class LogClock {
  private readonly view: Pick<RaftView, "term">;
  private readonly machine: Pick<AppliedMachine, "logTimeUs">;
  private term = 0;
  /** How far log time is ahead of the clock; below 0 if it is behind. */
  private aheadUs = 0;

  constructor(view: Pick<RaftView, "term">, machine: Pick<AppliedMachine, "logTimeUs">) {
    this.view = view;
    this.machine = machine;
  }

  /** The node leads, and its clock, which never jumps, shows `nowUs`. Never less than the log time of its machine. */
  stampUs(nowUs: number): number {
    const { term } = this.view;
    const aheadUs = this.machine.logTimeUs - nowUs;
    // Within a leadership it grows only while the machine still takes up what leaders before had stamped.
    if (term !== this.term || aheadUs > this.aheadUs) this.aheadUs = aheadUs;
    this.term = term;
    return nowUs + this.aheadUs;
  }
}
