import type { Step } from "./law.ts";

/** Whether the term and the vote of a node are durable, as far as the driver has said. */
export class HardState {
  isDurable = true;
  /** Before the last step. */
  wasDurable = true;
  private lastWrite = 0;
  private durableWrite = 0;

  note({ input, output }: Step): void {
    this.wasDurable = this.isDurable;
    if (input.kind === "written") this.durableWrite = Math.max(this.durableWrite, input.write);
    for (const { kind, number } of output.writes) if (kind === "hard-state") this.lastWrite = number;
    this.isDurable = this.durableWrite >= this.lastWrite;
  }

  fork(): HardState {
    return Object.assign(new HardState(), this);
  }
}
