import type { Observations } from "../../invariants/observation.ts";
import type { Host, Process } from "../sim/program.ts";
import type { RaftCore } from "./core.ts";
import type { CreateMachine } from "./hosted-machine.ts";
import { Liar } from "./liar.ts";
import type { NodeProgram } from "./node-program.ts";
import type { NodeSettings } from "./node-settings.ts";
import { RaftNode } from "./raft-node.ts";
import { RecordImage } from "./record-image.ts";

/** Starts nodes of the production core, or of a build of it with a planted bug, on the world. */
export class RaftHost implements Host<Observations> {
  private readonly settings: NodeSettings;
  private readonly core: RaftCore;
  private readonly createMachine: CreateMachine;
  private readonly canLie: boolean;

  /** If nodes `canLie`, each is a liar, honest until told otherwise. */
  constructor(settings: NodeSettings, core: RaftCore, createMachine: CreateMachine, canLie: boolean) {
    this.settings = settings;
    this.core = core;
    this.createMachine = createMachine;
    this.canLie = canLie;
  }

  createImage(id: number): RecordImage {
    return new RecordImage(id, new this.core.TermRuns());
  }

  /** Undefined if the disk is damaged: a node that forgot what it acknowledged would break what the others rely on. */
  boot(process: Process<Observations>): NodeProgram | undefined {
    if ((process.image as RecordImage).isDamaged) return undefined;
    const node = RaftNode.boot(this.settings, this.core, this.createMachine, process);
    if (!this.canLie) return node;
    const peers = this.settings.founders.filter((voter) => voter !== process.id);
    return new Liar(node, peers);
  }

  crashed(process: Process<Observations>): void {
    process.witness.crashed(process.id);
  }
}
