import type { Observations } from "../../invariants/observation.ts";
import type { Process } from "../sim/program.ts";
import { SurroundingProcess } from "./surrounding-process.ts";

/** Who shares a process with the node inside, and has to know of its deadline and its writes. */
export interface Sharer {
  nodeDeadline(localUs: number): void;
  nodeWrote(write: number): void;
}

/** The surroundings of a node that shares its process, for one event: it sets a deadline of its own, not the process's. */
export class SharedProcess extends SurroundingProcess {
  private readonly sharer: Sharer;

  constructor(outer: Process<Observations>, sharer: Sharer) {
    super(outer);
    this.sharer = sharer;
  }

  override setDeadline(localUs: number): void {
    this.sharer.nodeDeadline(localUs);
  }

  override write(write: number, record: unknown, bytes: number): void {
    this.sharer.nodeWrote(write);
    this.outer.write(write, record, bytes);
  }
}
