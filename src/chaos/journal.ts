import type { Fault } from "./fault.ts";
import type { Recording } from "./recording.ts";
import type { Instruction } from "./task.ts";

/** A fault as it happened, or what an operator asked for: when, and which nodes it hit or was asked of. */
export interface Happening {
  /** The number of the event in which it happened, and its virtual time. */
  readonly event: number;
  readonly atUs: number;
  readonly fault: Fault | Instruction;
  readonly nodes: readonly number[];
}

/** As many as a person reads before the first violation. */
const KEPT = 12;

/**
 * The last faults that happened, and what an operator did among them; and where a recording is made, all that was done.
 */
export class Journal {
  readonly recording: Recording | undefined;
  private happenings: Happening[] = [];

  constructor(recording?: Recording) {
    this.recording = recording;
  }

  /** Where a recording is made, whoever notes it records its deed too. */
  note(happening: Happening): void {
    this.happenings.push(happening);
    if (this.happenings.length >= 2 * KEPT) this.happenings = this.happenings.slice(-KEPT);
  }

  /** The oldest of them first. */
  last(): Happening[] {
    return this.happenings.slice(-KEPT);
  }

  fork(): Journal {
    const copy = new Journal(this.recording?.fork());
    copy.happenings = this.happenings.slice();
    return copy;
  }
}
