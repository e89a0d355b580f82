import type { RaftOptions } from "../core-types.ts";
import { type Law, type Step, sent } from "./law.ts";

/**
 * A leader wants to be woken before its next heartbeat is due, whatever else it waits for, and sends none before it is,
 * whatever else it was woken for (Raft paper §5.2).
 */
export class Beating implements Law {
  readonly about = "when a leader's next heartbeat is due";
  readonly source = "Raft paper §5.2";
  private readonly options: RaftOptions;
  private lastUs = 0;
  /** The last heartbeat was sent to somebody; of one that nobody hears nobody knows when it was. */
  private isHeard = false;
  /** The latest round of confirmation: it begins with heartbeats. */
  private round = 0;

  constructor(options: RaftOptions) {
    this.options = options;
  }

  check(step: Step): void {
    const { before, input, nowUs, output, peers, view } = step;
    const isNew = before.role !== "leader" || before.term !== view.term;
    // Who leads nobody at first may get followers later in the same term.
    if (isNew) this.round = 0;
    if (view.role !== "leader" || peers.length === 0) return;
    const requests = sent(step, "append-request");
    const round = requests.reduce((latest, { readRound }) => Math.max(latest, readRound), this.round);
    const isBeat = input.kind === "deadline" && requests.some(({ entries }) => entries.length === 0);
    const isHeard = isNew || isBeat || round > this.round;
    if (isBeat && this.isHeard && !isNew && round === this.round && nowUs < this.dueUs) {
      throw new Error(`a heartbeat is sent at ${nowUs}, and the next is due at ${this.dueUs}`);
    }
    if (isHeard || before.peers.length === 0) {
      this.lastUs = nowUs;
      this.isHeard = isHeard && before.peers.length > 0;
    }
    this.round = round;
    if (output.deadlineUs > this.dueUs) {
      throw new Error(`the next heartbeat is due at ${this.dueUs}, and the next deadline is ${output.deadlineUs}`);
    }
  }

  private get dueUs(): number {
    return this.lastUs + this.options.heartbeatIntervalUs;
  }

  fork(): Beating {
    return Object.assign(new Beating(this.options), this);
  }
}
