import type { Observations } from "../../invariants/observation.ts";
import type { Answer, SessionCounts, SessionLimits, SessionMachine, StampedRequest } from "../machine/index.ts";
import type { Snapshot } from "../raft/index.ts";
import type { Process } from "../sim/program.ts";
import type { RaftCore } from "./core.ts";
import { type CreateMachine, HostedMachine } from "./hosted-machine.ts";
import { NodeFailure } from "./node-failure.ts";
import type { NodeImage } from "./node-image.ts";
import { saveSnapshot } from "./saved-snapshot.ts";

/** Who is told what came of each request. */
interface Requests {
  applied(process: Process<Observations>, request: StampedRequest, answer: Answer): void;
}

/** A node's machine: it applies what is committed, is saved as a snapshot, and gives way to the one of a leader's. */
export class NodeMachine {
  private machine: SessionMachine;
  /** The last entry that it has applied. */
  private reachedIndex: number;
  /** The snapshot that is not durable yet; 0 if there is none. */
  private savingIndex = 0;

  private constructor(machine: SessionMachine, index: number) {
    this.machine = machine;
    this.reachedIndex = index;
  }

  /** That of the snapshot on the node's disk, or one that has applied nothing. The core starts from this index. */
  static boot(
    core: RaftCore,
    createMachine: CreateMachine,
    limits: SessionLimits,
    process: Process<Observations>,
    appliedIndex: number,
  ): NodeMachine {
    const saved = (process.image as NodeImage).loadMachine();
    const machine = saved ?? core.SessionMachine.create(HostedMachine.create(process.id, createMachine), limits);
    return new NodeMachine(machine, appliedIndex);
  }

  get index(): number {
    return this.reachedIndex;
  }

  get stateHash(): number {
    return this.machine.stateHash;
  }

  get sessionCounts(): Readonly<SessionCounts> {
    return this.machine.sessionCounts;
  }

  query(command: unknown): unknown {
    return this.machine.query(command);
  }

  /**
   * Applies the entries up to an index, and hands on what came of each request. Of what was to be applied, a snapshot
   * that came meanwhile may hold a part, or all. False if one that is still coming has taken the rest away.
   */
  applyTo(process: Process<Observations>, to: number, requests: Requests): boolean {
    const image = process.image as NodeImage;
    for (let index = this.reachedIndex + 1; index <= to; index++) {
      const entry = image.entryToApply(index);
      if (entry === undefined) return false;
      if (entry.kind === "command") {
        const request = entry.data as StampedRequest;
        requests.applied(process, request, this.apply(process, request, index));
      }
      process.witness.applied(process.id, index, this.machine.stateHash);
      this.reachedIndex = index;
    }
    return true;
  }

  /** Gives way to the machine of the snapshot that was installed: one that was being saved is older, and is dropped. */
  restore(process: Process<Observations>, { index }: Snapshot): void {
    const machine = (process.image as NodeImage).loadMachine();
    if (machine === undefined) throw new NodeFailure(process.id, `it would restore a snapshot that is not there`);
    this.machine = machine;
    this.reachedIndex = index;
    this.savingIndex = 0;
    process.witness.machineRestored(process.id, index, machine.stateHash);
  }

  /** The machine's file is a write like any other, behind all that were put out before it. */
  save(process: Process<Observations>, snapshot: Snapshot, lastWrite: number): void {
    const saved = saveSnapshot(snapshot, this.machine);
    this.savingIndex = snapshot.index;
    process.write(lastWrite, saved, saved.bytes);
  }

  /**
   * The snapshot that has become durable since this was asked last; 0 if none has. Its write has no number of its own:
   * the image shows whether it is durable.
   */
  takeSaved(process: Process<Observations>): number {
    const { savingIndex } = this;
    if (savingIndex === 0 || (process.image as NodeImage).snapshotIndex < savingIndex) return 0;
    this.savingIndex = 0;
    return savingIndex;
  }

  fork(): NodeMachine {
    const copy = new NodeMachine(this.machine.fork(), this.reachedIndex);
    copy.savingIndex = this.savingIndex;
    return copy;
  }

  private apply(process: Process<Observations>, stamped: StampedRequest, index: number): Answer {
    const { asked } = stamped;
    const answer = this.machine.apply(stamped, index);
    const { witness } = process;
    const session = asked.kind === "registration" ? index : asked.session;
    const isUsed = answer.outcome !== "session-expired";
    const { logTimeUs } = this.machine;
    witness.sessionTimed(process.id, index, stamped.atUs, logTimeUs, asked.client, session, asked.sequence, isUsed);
    if (asked.kind === "request") {
      const executedIndex = answer.outcome === "applied" ? answer.index : 0;
      witness.commandApplied(process.id, index, asked.client, asked.sequence, executedIndex);
    }
    return answer;
  }
}
