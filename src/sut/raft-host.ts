import type { Observations } from "../../invariants/observation.ts";
import type { FileReader } from "../sim/filed-image.ts";
import type { Host, Process } from "../sim/program.ts";
import type { RaftCore } from "./core.ts";
import { DamagedDisk } from "./damaged-disk.ts";
import { FileImage } from "./file-image.ts";
import { type Gossip, GossipNode } from "./gossip-node.ts";
import type { CreateMachine } from "./hosted-machine.ts";
import { Liar } from "./liar.ts";
import type { NodeImage } from "./node-image.ts";
import type { NodeProgram } from "./node-program.ts";
import type { NodeSettings, StorageSettings } from "./node-settings.ts";
import { RaftNode } from "./raft-node.ts";
import { RecordImage } from "./record-image.ts";

/** Starts nodes of the production core, or of a build of it with a planted bug, on the world. */
export class RaftHost implements Host<Observations> {
  private readonly settings: NodeSettings;
  private readonly core: RaftCore;
  private readonly createMachine: CreateMachine;
  private readonly canLie: boolean;
  private readonly gossip: Gossip | undefined;

  /** If nodes `canLie`, each is a liar, honest until told otherwise. Or each has a replica beside it that gossips. */
  constructor(settings: NodeSettings, core: RaftCore, createMachine: CreateMachine, canLie: boolean, gossip?: Gossip) {
    if (canLie && gossip !== undefined) throw new Error("Nodes that gossip do not lie.");
    this.settings = settings;
    this.core = core;
    this.createMachine = createMachine;
    this.canLie = canLie;
    this.gossip = gossip;
  }

  createImage(id: number): RecordImage {
    return new RecordImage(id, new this.core.TermRuns());
  }

  /** Undefined if the disk is damaged: a node that forgot what it acknowledged would break what the others rely on. */
  boot(process: Process<Observations>): NodeProgram | undefined {
    const node = this.bootNode(process);
    if (node === undefined) return undefined;
    if (this.gossip !== undefined) return GossipNode.boot(node, this.gossip, process);
    if (!this.canLie) return node;
    const peers = this.settings.founders.filter((voter) => voter !== process.id);
    return new Liar(node, peers);
  }

  /** A disk of bytes, which production storage writes and reads. */
  createFiledImage(storage: StorageSettings, id: number, files: FileReader): FileImage {
    const { core, createMachine, settings } = this;
    if (this.gossip !== undefined) throw new Error("What nodes do beside the log is kept as records.");
    return new FileImage(id, { settings, storage, core, createMachine }, files);
  }

  crashed(process: Process<Observations>): void {
    process.witness.crashed(process.id);
  }

  private bootNode(process: Process<Observations>): RaftNode | undefined {
    const image = process.image as NodeImage;
    if (!image.boot()) return undefined;
    try {
      return RaftNode.boot(this.settings, this.core, this.createMachine, process);
    } catch (error) {
      if (!(error instanceof DamagedDisk)) throw error;
      image.shut();
      return undefined;
    }
  }
}
