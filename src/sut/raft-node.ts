import type { Observations } from "../../invariants/observation.ts";
import { type AskedInSession, isAsked, type Read, type SessionCounts } from "../machine/index.ts";
import type { Input, Message, RaftView, Rejection, Write } from "../raft/index.ts";
import type { Process } from "../sim/program.ts";
import { ClientRequests } from "./client-requests.ts";
import type { RaftCore } from "./core.ts";
import { DamagedDisk } from "./damaged-disk.ts";
import { HostedCore } from "./hosted-core.ts";
import type { CreateMachine } from "./hosted-machine.ts";
import { noteSent, tallyReadsAgain } from "./message-tallies.ts";
import type { NodeImage } from "./node-image.ts";
import { NodeMachine } from "./node-machine.ts";
import type { NodeProgram } from "./node-program.ts";
import { type NodeSettings, optionsOf } from "./node-settings.ts";
import { Observer } from "./observer.ts";
import type { Order } from "./order.ts";
import { inputFrom, type ReadOfDisk } from "./read-of-disk.ts";
import {
  appendRequestBytes,
  appendRequestDigest,
  appendResponseDigest,
  HEADER_BYTES,
  messageBytes,
  messageDigest,
  writeBytes,
} from "./wire.ts";

const DEADLINE: Input = { kind: "deadline" };

/** One node: the production core, driven by the world, with its machine and the requests that wait for an answer. */
export class RaftNode implements NodeProgram {
  private readonly settings: NodeSettings;
  private readonly core: HostedCore;
  private readonly machine: NodeMachine;
  private readonly requests: ClientRequests;
  private readonly observer: Observer;
  /** It ends as soon as it leads no more, or its leadership cannot be handed over. */
  private stopping = false;
  private lastWrite = 0;
  private durableWrite = 0;

  private constructor(
    settings: NodeSettings,
    core: HostedCore,
    machine: NodeMachine,
    requests: ClientRequests,
    observer: Observer,
  ) {
    this.settings = settings;
    this.core = core;
    this.machine = machine;
    this.requests = requests;
    this.observer = observer;
  }

  static boot(
    settings: NodeSettings,
    core: RaftCore,
    createMachine: CreateMachine,
    process: Process<Observations>,
  ): RaftNode {
    const options = optionsOf(settings, process.id, process.choose("program-seed", 2 ** 31));
    const hosted = HostedCore.start(core, options, process);
    const machine = NodeMachine.boot(core, createMachine, settings.sessions, process, hosted.view.appliedIndex);
    const observer = new Observer(process.id, hosted.view);
    return new RaftNode(settings, hosted, machine, new ClientRequests(), observer);
  }

  get view(): RaftView {
    return this.core.view;
  }

  get stateHash(): number {
    return this.machine.stateHash;
  }

  get sessionCounts(): Readonly<SessionCounts> {
    return this.machine.sessionCounts;
  }

  /** Asks the machine as it is. */
  query(command: unknown): unknown {
    return this.machine.query(command);
  }

  start(process: Process<Observations>): void {
    const { appliedIndex } = this.view;
    try {
      this.observer.restarted(process.witness, this.view, process.image as NodeImage);
    } catch (error) {
      haltOnDamage(process, error);
      return;
    }
    process.witness.machineRestored(process.id, appliedIndex, this.machine.stateHash);
    if (appliedIndex > 0) process.tally("restarts from a snapshot");
    process.setDeadline(this.core.deadlineUs);
  }

  receive(process: Process<Observations>, from: number, payload: unknown): void {
    const received = payload as Message | AskedInSession | Read;
    if (isAsked(received)) this.take(process, received);
    else {
      this.core.meet(from);
      this.step(process, { kind: "message", message: received });
    }
  }

  deadline(process: Process<Observations>): void {
    this.step(process, DEADLINE);
  }

  written(process: Process<Observations>, write: number): void {
    this.durableWrite = write;
    this.step(process, { kind: "written", write });
    const savedIndex = this.machine.takeSaved(process);
    if (savedIndex > 0) this.step(process, { kind: "snapshot-saved", index: savedIndex });
    if (this.requests.hasGathered) this.propose(process, this.requests.takeGathered());
  }

  /** A core that stops for good takes its process with it: only a restart finds out what the disk really holds. */
  writeFailed(process: Process<Observations>, write: number): void {
    this.step(process, { kind: "write-failed", write });
    if (this.view.stopped) process.halt();
  }

  readDone(process: Process<Observations>, request: unknown): void {
    const read = request as ReadOfDisk;
    try {
      if (read.what === "to-apply") {
        if (this.apply(process, read.to)) this.step(process, { kind: "applied", index: read.to });
        return;
      }
      const input = inputFrom(process.image as NodeImage, read);
      if (input === undefined) process.halt();
      else this.step(process, input);
    } catch (error) {
      haltOnDamage(process, error);
    }
  }

  unreachable(process: Process<Observations>, peer: number): void {
    this.step(process, { kind: "unreachable", peer });
  }

  order(process: Process<Observations>, order: Order): void {
    if (order.kind === "change-membership") process.witness.changeAsked(process.id, order.change);
    if (order.kind === "stop") {
      this.stopping = true;
      this.step(process, { kind: "transfer", to: 0 });
    } else this.step(process, order);
  }

  fork(): RaftNode {
    const { settings, core, machine, requests, observer } = this;
    const copy = new RaftNode(settings, core.fork(), machine.fork(), requests.fork(), observer.fork());
    copy.stopping = this.stopping;
    copy.lastWrite = this.lastWrite;
    copy.durableWrite = this.durableWrite;
    return copy;
  }

  private take(process: Process<Observations>, asked: AskedInSession | Read): void {
    if (asked.kind === "read") {
      this.step(process, { kind: "read", reads: [this.requests.takeRead(asked)] });
      return;
    }
    const diskIsBusy = this.lastWrite > this.durableWrite;
    if (this.settings.gatherRequests && diskIsBusy) this.requests.gather(asked);
    else this.propose(process, [asked]);
  }

  private propose(process: Process<Observations>, requests: readonly AskedInSession[]): void {
    this.step(process, { kind: "propose", proposals: this.requests.propose(requests, process.nowUs) });
  }

  /** Steps the core and carries out what it asks for. Applying is an input in its turn. */
  private step(process: Process<Observations>, input: Input): void {
    const { core } = this;
    const { nowUs } = process;
    core.step(process, nowUs, input);
    this.carryOut(process, nowUs);
    if (input === DEADLINE) tallyReadsAgain(process, core.output.snapshotReads);
    try {
      for (let index = this.advanceMachine(process); index > 0; index = this.advanceMachine(process)) {
        core.step(process, nowUs, { kind: "applied", index });
        this.carryOut(process, nowUs);
      }
    } catch (error) {
      haltOnDamage(process, error);
    }
    process.setDeadline(core.output.deadlineUs);
  }

  private carryOut(process: Process<Observations>, nowUs: number): void {
    const { machine, observer, requests, view } = this;
    const { output } = this.core;
    const { witness } = process;
    observer.transferAfterStep(witness, view, output);
    if (observer.roleAfterStep(witness, view)) process.mark("lead");
    for (const write of output.writes) this.write(process, write);
    observer.configurationAfterStep(witness, view);
    if (output.takeSnapshot !== undefined) machine.save(process, output.takeSnapshot, this.lastWrite);
    observer.roundsAfterStep(witness, view, nowUs);
    observer.commitAfterStep(witness, view);
    for (const message of output.messages) this.send(process, message);
    for (const fetch of output.fetches) process.read({ what: "log", fetch } satisfies ReadOfDisk);
    for (const piece of output.snapshotReads) process.read({ what: "snapshot", piece } satisfies ReadOfDisk);
    for (const answered of output.reads) requests.answerRead(process, answered, machine);
    for (const rejection of output.rejections) this.reject(process, rejection);
    if (view.role !== "leader") requests.leadershipLost(process, view.leader);
    requests.missLostReads(process, view.leader);
    if (this.stopping && view.transferTo === 0) process.halt();
  }

  private write(process: Process<Observations>, write: Write): void {
    const { number } = write;
    this.observer.writePutOut(process.witness, write);
    this.lastWrite = number;
    process.write(number, write, writeBytes(write));
  }

  /** Nearly all messages are of the first two kinds, and there is less to tell of them than of the others. */
  private send(process: Process<Observations>, message: Message): void {
    switch (message.kind) {
      case "append-request":
        process.send(message.to, message, appendRequestBytes(message), appendRequestDigest(message));
        break;
      case "append-response":
        this.observer.messageSent(process.witness, message);
        process.send(message.to, message, HEADER_BYTES, appendResponseDigest(message));
        break;
      default:
        this.observer.messageSent(process.witness, message);
        process.send(message.to, message, messageBytes(message), messageDigest(message));
        noteSent(process, message, this.core.output.writes);
    }
  }

  private reject(process: Process<Observations>, rejection: Rejection): void {
    switch (rejection.of) {
      case "proposal":
        this.requests.rejectProposal(process, rejection);
        break;
      case "read":
        this.requests.rejectRead(process, rejection);
        break;
      case "change":
        process.tally(`refused: ${rejection.reason}`);
        break;
      case "transfer":
        if (!this.stopping) process.tally(`refused: ${rejection.reason}`);
        break;
    }
  }

  /** Brings the machine to where the core wants it. The index that it has reached; 0 if it has not moved. */
  private advanceMachine(process: Process<Observations>): number {
    const { applyTo, restore } = this.core.output;
    if (restore !== undefined) {
      this.machine.restore(process, restore);
      return restore.index;
    }
    if (applyTo === 0) return 0;
    if (this.settings.appliesSlowly) {
      process.read({ what: "to-apply", to: applyTo } satisfies ReadOfDisk);
      return 0;
    }
    return this.apply(process, applyTo) ? applyTo : 0;
  }

  private apply(process: Process<Observations>, to: number): boolean {
    return this.machine.applyTo(process, to, this.requests);
  }
}

/** Whoever reads what has rotted ends: nobody may take it for what was written. */
function haltOnDamage(process: Process<Observations>, error: unknown): void {
  if (!(error instanceof DamagedDisk)) throw error;
  process.halt();
}
