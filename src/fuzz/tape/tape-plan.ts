import type { Operation, Plan } from "../../chaos/index.ts";
import type { Tape } from "./tape.ts";

/** Asks for what a tape says, at the times that it says. */
export class TapePlan implements Plan {
  operationsDone = 0;
  private readonly tape: Tape;
  private nowUs = 0;

  constructor(tape: Tape) {
    this.tape = tape;
  }

  next(): Operation | undefined {
    const next = this.tape.deeds[this.operationsDone];
    const dueUs = next?.atUs ?? this.stormEndsAtUs();
    if (dueUs > this.nowUs) {
      const forUs = dueUs - this.nowUs;
      this.nowUs = dueUs;
      return { kind: "pass-time", forUs };
    }
    if (next !== undefined) this.operationsDone++;
    return next?.deed;
  }

  fork(): TapePlan {
    const copy = new TapePlan(this.tape);
    copy.operationsDone = this.operationsDone;
    copy.nowUs = this.nowUs;
    return copy;
  }

  /** A tape without a calm ends before this. */
  private stormEndsAtUs(): number {
    return this.tape.calmAtUs ?? this.tape.endsAtUs! + 1;
  }
}
