import type { Observations } from "../../invariants/observation.ts";
import type { Input, Message, Output, Raft, RaftOptions, RaftView } from "../raft/index.ts";
import type { Process } from "../sim/program.ts";
import { Acquaintances } from "./acquaintances.ts";
import type { RaftCore } from "./core.ts";
import { NodeFailure } from "./node-failure.ts";
import type { NodeImage } from "./node-image.ts";

/** A node's core: whatever it throws, or asks for that no driver could do, is its node's failure and not the lab's. */
export class HostedCore {
  /** What the last step asked for. */
  readonly output: Output;
  private readonly core: RaftCore;
  private readonly raft: Raft;
  private readonly acquaintances: Acquaintances;

  private constructor(core: RaftCore, raft: Raft, acquaintances: Acquaintances) {
    this.output = new core.Output();
    this.core = core;
    this.raft = raft;
    this.acquaintances = acquaintances;
  }

  /** From what the node's disk holds. */
  static start(core: RaftCore, options: RaftOptions, process: Process<Observations>): HostedCore {
    const durable = (process.image as NodeImage).load(options.maxCachedBytes >> 1);
    try {
      const raft = core.Raft.start(options, durable, process.nowUs);
      return new HostedCore(core, raft, Acquaintances.of(options.founders, durable));
    } catch (error) {
      throw new NodeFailure(process.id, error);
    }
  }

  get view(): RaftView {
    return this.raft.view;
  }

  get deadlineUs(): number {
    return this.raft.deadlineUs;
  }

  /** A message came from this server: it may be written to. */
  meet(server: number): void {
    this.acquaintances.meet(server);
  }

  /** `nowUs` is what the process's clock shows. */
  step(process: Process<Observations>, nowUs: number, input: Input): void {
    const { acquaintances, output, raft } = this;
    try {
      raft.step(nowUs, input, output);
    } catch (error) {
      throw new NodeFailure(process.id, error);
    }
    if (output.applyTo > 0) checkRange(process, output.applyFrom, output.applyTo);
    acquaintances.learn(raft.view.configuration, output);
    for (const message of output.messages) if (!acquaintances.has(message.to)) throw sentAstray(process.id, message);
  }

  fork(): HostedCore {
    return new HostedCore(this.core, this.raft.fork(), this.acquaintances.fork());
  }
}

/** No driver could apply what its disk does not hold. */
function checkRange(process: Process<Observations>, from: number, to: number): void {
  const { baseIndex, lastIndex } = process.image as NodeImage;
  if (from > baseIndex && to <= lastIndex) return;
  const holds = `its durable log goes from ${baseIndex + 1} to ${lastIndex}`;
  throw new NodeFailure(process.id, `it would apply entries ${from} to ${to}, but ${holds}`);
}

function sentAstray(node: number, { kind, to }: Message): NodeFailure {
  return new NodeFailure(node, `it would send a ${kind} to server ${to}`);
}
