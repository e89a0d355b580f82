import type { MessageCounts, RunResult } from "../result.ts";
import { Falls, type FallsState } from "./falls.ts";

/** The totals of a campaign as plain data. */
export interface TotalsState {
  readonly runs: number;
  readonly undecided: number;
  readonly operations: number;
  readonly submitted: number;
  readonly committed: number;
  readonly events: number;
  readonly elections: number;
  readonly simulatedMs: number;
  readonly messages: MessageCounts;
  readonly exercised: Readonly<Record<string, number>>;
  readonly notCheckable: readonly string[];
  readonly falls: FallsState;
}

/** What the runs of a campaign did together. A campaign of one run has that run's figures. */
export class Totals {
  runs = 0;
  /** Of these, how many in which nothing was found and not all could be judged. */
  undecided = 0;
  operations = 0;
  submitted = 0;
  committed = 0;
  events = 0;
  elections = 0;
  simulatedMs = 0;
  messages: MessageCounts = { sent: 0, delivered: 0, dropped: 0, duplicated: 0, delayed: 0, corrupted: 0 };
  readonly exercised: Record<string, number> = {};
  readonly notCheckable: string[] = [];
  readonly falls: Falls;

  constructor(falls = new Falls()) {
    this.falls = falls;
  }

  static from({ exercised, falls, notCheckable, ...figures }: TotalsState): Totals {
    const totals = Object.assign(new Totals(Falls.from(falls)), figures);
    Object.assign(totals.exercised, exercised);
    totals.notCheckable.push(...notCheckable);
    return totals;
  }

  /** A copy, as plain data. */
  state(): TotalsState {
    const { exercised, falls, notCheckable, ...figures } = this;
    return { ...figures, exercised: { ...exercised }, notCheckable: [...notCheckable], falls: falls.state() };
  }

  add(result: RunResult): void {
    this.runs++;
    if (result.verdict === "unknown") this.undecided++;
    this.falls.add(result);
    this.addUnfinished(result);
  }

  /** What a run did that did not come to its end: it counts as done, but not as a run. */
  addUnfinished(result: RunResult): void {
    this.operations += result.operations;
    this.submitted += result.submitted;
    this.committed += result.committed;
    this.events += result.events;
    this.elections += result.elections;
    this.simulatedMs += result.simulatedMs;
    this.messages = sumOfMessages(this.messages, result.messages);
    for (const [name, count] of Object.entries(result.exercised)) {
      this.exercised[name] = (this.exercised[name] ?? 0) + count;
    }
    for (const name of result.notCheckable) {
      if (!this.notCheckable.includes(name)) this.notCheckable.push(name);
    }
  }
}

function sumOfMessages(a: MessageCounts, b: MessageCounts): MessageCounts {
  return {
    sent: a.sent + b.sent,
    delivered: a.delivered + b.delivered,
    dropped: a.dropped + b.dropped,
    duplicated: a.duplicated + b.duplicated,
    delayed: a.delayed + b.delayed,
    corrupted: a.corrupted + b.corrupted,
  };
}
