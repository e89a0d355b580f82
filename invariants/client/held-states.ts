import { ILLEGAL, type Model, type State } from "./linearizability/index.ts";

/** What a machine holds under each key that carries commands out one after the other, as the model has it. */
export class HeldStates {
  private readonly model: Model<unknown, unknown>;
  private readonly held = new Map<string, State | typeof ILLEGAL>();

  constructor(model: Model<unknown, unknown>) {
    this.model = model;
  }

  /** `ILLEGAL` once a command under the key was answered otherwise than the model says. */
  of(key: string): State | typeof ILLEGAL {
    return this.held.has(key) ? this.held.get(key) : this.model.initial;
  }

  /** The command is carried out; whether it can have been answered so. An undefined result is one that nobody knows. */
  carryOut(command: unknown, result: unknown): boolean {
    const key = this.model.keyOf(command);
    const before = this.of(key);
    if (before === ILLEGAL) return false;
    const after = this.model.step(before as State, command, result);
    if (after !== before) this.held.set(key, after);
    return after !== ILLEGAL;
  }
}
