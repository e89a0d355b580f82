/** A node's own code threw: what it was told, or what it asked of its driver, contradicts what it assumes. */
export class NodeFailure extends Error {
  override readonly name: string = "NodeFailure";
  readonly node: number;

  constructor(node: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.node = node;
  }
}

/** A node's machine threw, or gave what no machine may give. */
export class MachineFailure extends NodeFailure {
  override readonly name = "MachineFailure";
}
