import { StateSet } from "./state-set.ts";

/** The abstract states that a seed has reached, each once, in the order in which they came. */
export class ReachedStates {
  private readonly set = new StateSet();
  private readonly inOrder: number[] = [];

  add(state: number): void {
    if (this.set.add(state)) this.inOrder.push(state);
  }

  /** So that it can be handed on from a worker: four bytes for each. */
  list(): Uint32Array {
    return Uint32Array.from(this.inOrder);
  }
}
