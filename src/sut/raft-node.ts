import type { Observations } from "../../invariants/observation.ts";
import {
  type Asked,
  createReply,
  isAsked,
  type Reply,
  replyBytes,
  replyDigest,
  type SessionCounts,
  type SessionLimits,
  SessionMachine,
  type StampedRequest,
  stampRequest,
} from "../machine/index.ts";
import type {
  DurableState,
  Input,
  LogFetch,
  Message,
  Output,
  Proposal,
  ProposalRejection,
  Raft,
  RaftOptions,
  RaftView,
  Rejection,
} from "../raft/index.ts";
import type { Process } from "../sim/program.ts";
import { Acquaintances } from "./acquaintances.ts";
import type { RaftCore } from "./core.ts";
import { type CreateMachine, HostedMachine } from "./hosted-machine.ts";
import { NodeFailure } from "./node-failure.ts";
import type { MachineCheckpoint, NodeImage } from "./node-image.ts";
import type { NodeProgram } from "./node-program.ts";
import { Observer } from "./observer.ts";
import type { Order } from "./order.ts";
import { entryBytes, messageBytes, messageDigest } from "./wire.ts";

/** How a cluster's nodes are set up, apart from what differs from node to node. */
export interface NodeSettings extends Omit<RaftOptions, "id" | "seed"> {
  /** The machine's state is saved every so many applied entries; a restart applies again what came after. */
  readonly checkpointIntervalEntries: number;
  /** Requests that come while the disk is busy are proposed together when it is done, as group commit does. */
  readonly gatherRequests: boolean;
  readonly sessions: SessionLimits;
}

const HARD_STATE_BYTES = 32;
const CHECKPOINT_BYTES = 4096;

/** One node: the production core, driven by the world, with its machine and the requests that wait for an answer. */
export class RaftNode implements NodeProgram {
  private readonly settings: NodeSettings;
  private readonly core: RaftCore;
  private readonly raft: Raft;
  private readonly output: Output;
  private readonly machine: SessionMachine;
  private readonly observer: Observer;
  private readonly acquaintances: Acquaintances;
  /** Requests proposed here whose entries have not been applied yet; a retry is one of its own. */
  private readonly waiting: Set<StampedRequest>;
  /** Requests that wait for the disk before they are proposed. */
  private gathered: Asked[] = [];
  private checkpointIndex: number;
  private lastWrite = 0;
  private durableWrite = 0;

  private constructor(
    settings: NodeSettings,
    core: RaftCore,
    raft: Raft,
    machine: SessionMachine,
    observer: Observer,
    acquaintances: Acquaintances,
    waiting: Set<StampedRequest>,
  ) {
    this.settings = settings;
    this.core = core;
    this.raft = raft;
    this.output = new core.Output();
    this.machine = machine;
    this.observer = observer;
    this.acquaintances = acquaintances;
    this.waiting = waiting;
    this.checkpointIndex = raft.view.appliedIndex;
  }

  static boot(
    settings: NodeSettings,
    core: RaftCore,
    createMachine: CreateMachine,
    process: Process<Observations>,
  ): RaftNode {
    const image = process.image as NodeImage;
    const { checkpointIntervalEntries: _, gatherRequests: __, sessions, ...shared } = settings;
    const founders = settings.founders.includes(process.id) ? settings.founders : [];
    const options = { ...shared, founders, id: process.id, seed: process.choose("program-seed", 2 ** 31) };
    const durable = image.load(settings.maxCachedBytes >> 1);
    const raft = startCore(core, options, durable, process.nowUs);
    const acquaintances = Acquaintances.of(founders, durable.configurations);
    const machine =
      image.loadMachine() ?? SessionMachine.create(HostedMachine.create(process.id, createMachine), sessions);
    return new RaftNode(settings, core, raft, machine, new Observer(process.id, raft.view), acquaintances, new Set());
  }

  get view(): RaftView {
    return this.raft.view;
  }

  get stateHash(): number {
    return this.machine.stateHash;
  }

  get sessionCounts(): Readonly<SessionCounts> {
    return this.machine.sessionCounts;
  }

  start(process: Process<Observations>): void {
    const { term, votedFor, lastIndex, appliedIndex } = this.raft.view;
    process.witness.restarted(process.id, term, votedFor, lastIndex);
    process.witness.machineRestored(process.id, appliedIndex, this.machine.stateHash);
    process.setDeadline(this.raft.deadlineUs);
  }

  receive(process: Process<Observations>, _from: number, payload: unknown): void {
    const received = payload as Message | Asked;
    if (isAsked(received)) this.propose(process, received);
    else {
      this.acquaintances.meet(received.from);
      this.step(process, { kind: "message", message: received });
    }
  }

  deadline(process: Process<Observations>): void {
    this.step(process, { kind: "deadline" });
  }

  written(process: Process<Observations>, write: number): void {
    this.durableWrite = write;
    this.step(process, { kind: "written", write });
    if (this.gathered.length > 0) this.proposeGathered(process);
  }

  /** A core that stops for good takes its process with it: only a restart finds out what the disk really holds. */
  writeFailed(process: Process<Observations>, write: number): void {
    this.step(process, { kind: "write-failed", write });
    if (this.raft.view.stopped) process.halt();
  }

  readDone(process: Process<Observations>, request: unknown): void {
    const fetch = request as LogFetch;
    const entries = (process.image as NodeImage).read(fetch);
    if (entries === undefined) process.halt();
    else this.step(process, { kind: "fetched", firstIndex: fetch.firstIndex, entries });
  }

  unreachable(process: Process<Observations>, peer: number): void {
    this.step(process, { kind: "unreachable", peer });
  }

  order(process: Process<Observations>, order: Order): void {
    switch (order.kind) {
      case "change-membership":
        this.step(process, order);
        break;
      case "transfer":
        process.tally("refused: not yet");
        break;
      case "take-snapshot":
        process.tally("refused: not yet");
        break;
      case "stop":
        process.tally("refused: not yet");
        break;
    }
  }

  fork(): RaftNode {
    const { settings, core, raft, machine, observer, acquaintances, waiting } = this;
    const copy = new RaftNode(
      settings,
      core,
      raft.fork(),
      machine.fork(),
      observer.fork(),
      acquaintances.fork(),
      new Set(waiting),
    );
    copy.checkpointIndex = this.checkpointIndex;
    copy.lastWrite = this.lastWrite;
    copy.durableWrite = this.durableWrite;
    copy.gathered = this.gathered.slice();
    return copy;
  }

  private propose(process: Process<Observations>, asked: Asked): void {
    this.gathered.push(asked);
    const diskIsBusy = this.lastWrite > this.durableWrite;
    if (!(this.settings.gatherRequests && diskIsBusy)) this.proposeGathered(process);
  }

  private proposeGathered(process: Process<Observations>): void {
    const proposals: Proposal[] = [];
    for (const asked of this.gathered) {
      const data = stampRequest(asked, process.nowUs);
      this.waiting.add(data);
      proposals.push({ data, bytes: asked.bytes });
    }
    this.gathered = [];
    this.step(process, { kind: "propose", proposals });
  }

  /** Steps the core and carries out what it asks for. Applying is an input in its turn. */
  private step(process: Process<Observations>, input: Input): void {
    const { output } = this;
    this.stepCore(process, input);
    this.carryOut(process);
    while (output.applyTo > 0) {
      const index = output.applyTo;
      this.apply(process, output.applyFrom, index);
      this.stepCore(process, { kind: "applied", index });
      this.carryOut(process);
    }
    process.setDeadline(output.deadlineUs);
  }

  /** What the core throws, and what it asks for that no driver could do, is the node's failure and not the lab's. */
  private stepCore(process: Process<Observations>, input: Input): void {
    const { acquaintances, output, raft } = this;
    try {
      raft.step(process.nowUs, input, output);
    } catch (error) {
      throw new NodeFailure(process.id, error);
    }
    const { lastIndex } = process.image as NodeImage;
    if (output.applyTo > lastIndex) {
      throw new NodeFailure(
        process.id,
        `it would apply entry ${output.applyTo}, but its durable log ends at ${lastIndex}`,
      );
    }
    acquaintances.learn(raft.view.configuration, output);
    for (const { to, kind } of output.messages) {
      if (!acquaintances.has(to)) throw new NodeFailure(process.id, `it would send a ${kind} to server ${to}`);
    }
  }

  private carryOut(process: Process<Observations>): void {
    const { observer, output, raft } = this;
    const { witness } = process;
    observer.roleAfterStep(witness, raft.view);
    for (const write of output.writes) {
      observer.writePutOut(witness, write);
      this.lastWrite = write.number;
      let bytes = HARD_STATE_BYTES;
      if (write.kind === "append") for (const entry of write.entries) bytes += entryBytes(entry);
      process.write(write.number, write, bytes);
    }
    observer.commitAfterStep(witness, raft.view);
    for (const message of output.messages) {
      observer.messageSent(witness, message);
      process.send(message.to, message, messageBytes(message), messageDigest(message));
      if (isVote(message)) process.mark("vote");
    }
    for (const fetch of output.fetches) process.read(fetch);
    for (const rejection of output.rejections) this.reject(process, rejection);
    if (raft.view.role !== "leader" && this.waiting.size > 0) this.leadershipLost(process);
  }

  private apply(process: Process<Observations>, from: number, to: number): void {
    const image = process.image as NodeImage;
    for (let index = from; index <= to; index++) {
      const entry = image.entryAt(index);
      if (entry.kind === "command") this.applyRequest(process, index, entry.data as StampedRequest);
      process.witness.applied(process.id, index, this.machine.stateHash);
    }
    if (to - this.checkpointIndex >= this.settings.checkpointIntervalEntries) this.saveMachine(process, to);
  }

  private applyRequest(process: Process<Observations>, index: number, stamped: StampedRequest): void {
    const { asked } = stamped;
    const answer = this.machine.apply(stamped, index);
    if (asked.kind === "request") {
      const executedIndex = answer.outcome === "applied" ? answer.index : 0;
      process.witness.commandApplied(process.id, index, asked.client, asked.sequence, executedIndex);
    }
    if (!this.waiting.delete(stamped)) return;
    this.answer(process, createReply(asked, answer.outcome, process.id, answer.index, answer.result));
  }

  /** The machine's file is a write like any other, behind all that were put out before it. */
  private saveMachine(process: Process<Observations>, appliedIndex: number): void {
    this.checkpointIndex = appliedIndex;
    const founders = { voters: this.settings.founders, outgoing: [], learners: [], learnersNext: [] };
    const configuration = (process.image as NodeImage).configurationAt(appliedIndex) ?? founders;
    const checkpoint: MachineCheckpoint = {
      kind: "machine",
      machine: this.machine.fork(),
      appliedIndex,
      configuration,
    };
    process.write(this.lastWrite, checkpoint, CHECKPOINT_BYTES);
  }

  private reject(process: Process<Observations>, rejection: Rejection): void {
    switch (rejection.of) {
      case "proposal":
        this.rejectRequest(process, rejection);
        break;
      case "change":
        process.tally(`refused: ${rejection.reason}`);
        break;
    }
  }

  private rejectRequest(process: Process<Observations>, rejection: ProposalRejection): void {
    const stamped = rejection.proposal.data as StampedRequest;
    this.waiting.delete(stamped);
    const outcome = rejection.reason === "too-much-uncommitted" ? "overloaded" : "not-leader";
    this.answer(process, createReply(stamped.asked, outcome, rejection.leader));
  }

  /** Whoever waits here may wait for ever: the next leader may keep the entries or replace them. */
  private leadershipLost(process: Process<Observations>): void {
    const { leader } = this.raft.view;
    for (const { asked } of this.waiting) this.answer(process, createReply(asked, "leadership-lost", leader));
    this.waiting.clear();
  }

  private answer(process: Process<Observations>, reply: Reply): void {
    process.send(reply.client, reply, replyBytes(reply), replyDigest(reply));
  }
}

/** A vote for another, or for itself. */
function isVote(message: Message): boolean {
  return message.kind === "vote-request" || (message.kind === "vote-response" && message.granted);
}

function startCore(core: RaftCore, options: RaftOptions, durable: DurableState, nowUs: number): Raft {
  try {
    return core.Raft.start(options, durable, nowUs);
  } catch (error) {
    throw new NodeFailure(options.id, error);
  }
}
