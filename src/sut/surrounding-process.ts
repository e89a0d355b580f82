import type { Observations } from "../../invariants/observation.ts";
import type { ChoicePurpose, Mark, Process } from "../sim/program.ts";

/**
 * The surroundings of a program inside another, for one event: those of the outer one, in all that is not told otherwise.
 */
export abstract class SurroundingProcess implements Process<Observations> {
  protected readonly outer: Process<Observations>;

  constructor(outer: Process<Observations>) {
    this.outer = outer;
  }

  get id(): number {
    return this.outer.id;
  }

  get nowUs(): number {
    return this.outer.nowUs;
  }

  get witness(): Observations {
    return this.outer.witness;
  }

  get image(): unknown {
    return this.outer.image;
  }

  send(to: number, payload: unknown, bytes: number, digest: number): void {
    this.outer.send(to, payload, bytes, digest);
  }

  sendDamaged(to: number, bytes: number, digest: number): void {
    this.outer.sendDamaged(to, bytes, digest);
  }

  write(write: number, record: unknown, bytes: number): void {
    this.outer.write(write, record, bytes);
  }

  read(request: unknown): void {
    this.outer.read(request);
  }

  setDeadline(localUs: number): void {
    this.outer.setDeadline(localUs);
  }

  choose(purpose: ChoicePurpose, below: number): number {
    return this.outer.choose(purpose, below);
  }

  mark(mark: Mark): void {
    this.outer.mark(mark);
  }

  tally(name: string): void {
    this.outer.tally(name);
  }

  halt(): void {
    this.outer.halt();
  }
}
