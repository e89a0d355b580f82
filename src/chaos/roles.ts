import type { Witness, World } from "../sim/index.ts";

/** What the lab must know of the system under test to aim at roles. It holds no state, so that all forks share it. */
export interface Roles<W extends Witness> {
  /** Whether the node believes that it leads; false while it is down. */
  leads(world: World<W>, node: number): boolean;
  /** The node's current term; 0 while it is down. */
  termOf(world: World<W>, node: number): number;
  /** The last index of the node's log; 0 while it is down. */
  lastIndexOf(world: World<W>, node: number): number;
  /** Asks a node that runs to end gracefully. */
  stop(world: World<W>, node: number): void;
  /** From now on the node lies in these ways, or is honest if there are none. No effect while it is down. */
  setLies(world: World<W>, node: number, lies: readonly string[]): void;
}
