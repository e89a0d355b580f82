import { freezePlain, type Machine } from "../machine/index.ts";
import { MachineFailure } from "./node-failure.ts";

/** Makes the machine of a node that has applied nothing. */
export type CreateMachine = () => Machine<unknown, unknown>;

const LOWEST_HASH = -(2 ** 31);
const HIGHEST_HASH = 2 ** 32 - 1;

/** A node's machine, which may be a person's own: whatever it throws, or gives that cannot be used, is its node's failure. */
export class HostedMachine implements Machine<unknown, unknown> {
  private readonly node: number;
  private readonly machine: Machine<unknown, unknown>;

  private constructor(node: number, machine: Machine<unknown, unknown>) {
    this.node = node;
    this.machine = machine;
  }

  static create(node: number, createMachine: CreateMachine): HostedMachine {
    return new HostedMachine(
      node,
      asNode(node, () => createMachine()),
    );
  }

  /** The answer is plain data, frozen, as sessions, client and history will hold it. */
  apply(command: unknown): unknown {
    try {
      return freezePlain(this.machine.apply(command));
    } catch (error) {
      throw new MachineFailure(this.node, error);
    }
  }

  query(command: unknown): unknown {
    return asNode(this.node, () => {
      if (this.machine.query === undefined) throw new TypeError("it has no query, but its application has reads");
      return freezePlain(this.machine.query(command));
    });
  }

  /** Signed, whichever way the machine has it. */
  get stateHash(): number {
    const hash = asNode(this.node, () => this.machine.stateHash);
    if (Number.isInteger(hash) && hash >= LOWEST_HASH && hash <= HIGHEST_HASH) return hash | 0;
    throw new MachineFailure(this.node, new TypeError(`its stateHash is ${String(hash)}, not a 32-bit integer`));
  }

  stateBytes(): Iterable<Uint8Array> {
    return asNode(this.node, () => {
      if (this.machine.stateBytes === undefined) throw new TypeError("it has no stateBytes, but its disk holds bytes");
      return [...this.machine.stateBytes()];
    });
  }

  /** What it is given may be damaged, which is no fault of the machine's. */
  restoreState(pieces: Iterable<Uint8Array>): void {
    const whole = [...pieces];
    asNode(this.node, () => {
      if (this.machine.restoreState === undefined)
        throw new TypeError("it has no restoreState, but its disk holds bytes");
      this.machine.restoreState(whole);
    });
  }

  fork(): HostedMachine {
    return new HostedMachine(
      this.node,
      asNode(this.node, () => this.machine.fork()),
    );
  }
}

function asNode<T>(node: number, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw new MachineFailure(node, error);
  }
}
