import type { Observations } from "../../../invariants/observation.ts";
import { type ChoicePurpose, type Moment, NO_DEADLINE, type Process } from "../../../src/sim/program.ts";
import type { RecordImage } from "../../../src/sut/record-image.ts";
import type { Call } from "../invariants/histories.ts";

/** A witness that writes down what it is told. */
export function createRecorder(): { readonly witness: Observations; readonly calls: Call[] } {
  const calls: Call[] = [];
  const record =
    (_: object, name: string | symbol) =>
    (...parameters: readonly unknown[]) =>
      calls.push([name, ...parameters] as Call);
  return { witness: new Proxy({}, { get: record }) as Observations, calls };
}

export interface Sent {
  readonly to: number;
  readonly payload: unknown;
}

/** A node's surroundings, played by hand: it writes down what the node asks of them, and does nothing about it. */
export class RecordingProcess implements Process<Observations> {
  readonly id: number;
  readonly image: RecordImage;
  readonly witness: Observations;
  readonly observed: Call[];
  nowUs = 1_000_000;
  sent: Sent[] = [];
  writes: { readonly number: number; readonly record: unknown }[] = [];
  reads: unknown[] = [];
  deadlineUs = NO_DEADLINE;
  marked: Moment[] = [];
  tallied: string[] = [];
  halted = false;

  constructor(id: number, image: RecordImage) {
    const { witness, calls } = createRecorder();
    this.id = id;
    this.image = image;
    this.witness = witness;
    this.observed = calls;
  }

  send(to: number, payload: unknown, _bytes: number, _digest: number): void {
    this.sent.push({ to, payload });
  }

  sendDamaged(_to: number, _bytes: number, _digest: number): void {
    throw new Error("Honest nodes damage nothing.");
  }

  write(number: number, record: unknown): void {
    this.writes.push({ number, record });
  }

  read(request: unknown): void {
    this.reads.push(request);
  }

  setDeadline(localUs: number): void {
    this.deadlineUs = localUs;
  }

  mark(moment: Moment): void {
    this.marked.push(moment);
  }

  tally(name: string): void {
    this.tallied.push(name);
  }

  halt(): void {
    this.halted = true;
  }

  choose(_: ChoicePurpose, below: number): number {
    return 7 % below;
  }
}
