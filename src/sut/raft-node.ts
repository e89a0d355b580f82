import type { Observations } from "../../invariants/observation.ts";
import {
  type Asked,
  createReply,
  isAsked,
  type Read,
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
  AnsweredRead,
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
  ReadRequest,
  Rejection,
} from "../raft/index.ts";
import type { Process } from "../sim/program.ts";
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
  /** Requests proposed here whose entries have not been applied yet; a retry is one of its own. */
  private readonly waiting: Set<StampedRequest>;
  /** Requests that wait for the disk before they are proposed. */
  private gathered: Asked[] = [];
  /** Reads that the core has neither answered nor rejected, all of them handed over under this leader. */
  private readonly reading: Set<ReadRequest>;
  private readingUnder = 0;
  /** It ends as soon as it leads no more, or its leadership cannot be handed over. */
  private stopping = false;
  private checkpointIndex: number;
  private lastWrite = 0;
  private durableWrite = 0;

  private constructor(
    settings: NodeSettings,
    core: RaftCore,
    raft: Raft,
    machine: SessionMachine,
    observer: Observer,
    waiting: Set<StampedRequest>,
    reading: Set<ReadRequest>,
  ) {
    this.settings = settings;
    this.core = core;
    this.raft = raft;
    this.output = new core.Output();
    this.machine = machine;
    this.observer = observer;
    this.waiting = waiting;
    this.reading = reading;
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
    const options = { ...shared, id: process.id, seed: process.choose("program-seed", 2 ** 31) };
    const raft = startCore(core, options, image.load(settings.maxCachedBytes >> 1), process.nowUs);
    const machine =
      image.loadMachine() ?? SessionMachine.create(HostedMachine.create(process.id, createMachine), sessions);
    return new RaftNode(settings, core, raft, machine, new Observer(process.id, raft.view), new Set(), new Set());
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
    const received = payload as Message | Asked | Read;
    if (isAsked(received)) this.take(process, received);
    else this.step(process, { kind: "message", message: received });
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
        process.tally("refused: not yet");
        break;
      case "transfer":
        this.step(process, { kind: "transfer", to: order.to });
        break;
      case "take-snapshot":
        process.tally("refused: not yet");
        break;
      case "stop":
        this.stopping = true;
        this.step(process, { kind: "transfer", to: 0 });
        break;
    }
  }

  fork(): RaftNode {
    const { settings, core, raft, machine, observer } = this;
    const [waiting, reading] = [new Set(this.waiting), new Set(this.reading)];
    const copy = new RaftNode(settings, core, raft.fork(), machine.fork(), observer.fork(), waiting, reading);
    copy.readingUnder = this.readingUnder;
    copy.stopping = this.stopping;
    copy.checkpointIndex = this.checkpointIndex;
    copy.lastWrite = this.lastWrite;
    copy.durableWrite = this.durableWrite;
    copy.gathered = this.gathered.slice();
    return copy;
  }

  private take(process: Process<Observations>, asked: Asked | Read): void {
    if (asked.kind === "read") this.read(process, asked);
    else this.propose(process, asked);
  }

  private read(process: Process<Observations>, asked: Read): void {
    const read: ReadRequest = { data: asked, consistency: asked.consistency, maxStalenessUs: asked.maxStalenessUs };
    this.reading.add(read);
    this.step(process, { kind: "read", reads: [read] });
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
    const { output, raft, settings } = this;
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
    for (const { to, kind } of output.messages) {
      if (!settings.founders.includes(to)) throw new NodeFailure(process.id, `it would send a ${kind} to server ${to}`);
    }
  }

  private carryOut(process: Process<Observations>): void {
    const { observer, output, raft } = this;
    const { witness } = process;
    observer.transferAfterStep(witness, raft.view, output);
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
      if (message.kind === "read-index-request") process.tally("reads forwarded");
    }
    for (const fetch of output.fetches) process.read(fetch);
    for (const answered of output.reads) this.answerRead(process, answered);
    for (const rejection of output.rejections) this.reject(process, rejection);
    if (raft.view.role !== "leader" && this.waiting.size > 0) this.leadershipLost(process);
    this.missLostReads(process);
    if (this.stopping && raft.view.transferTo === 0) process.halt();
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
    const checkpoint: MachineCheckpoint = { kind: "machine", machine: this.machine.fork(), appliedIndex };
    process.write(this.lastWrite, checkpoint, CHECKPOINT_BYTES);
  }

  /** By the machine as it is now, which has applied all that the read must see, and maybe more. */
  private answerRead(process: Process<Observations>, { read, by }: AnsweredRead): void {
    this.reading.delete(read);
    const asked = read.data as Read;
    process.tally(`reads answered by ${by}`);
    const result = this.machine.query(asked.command);
    this.answer(process, createReply(asked, "read", process.id, this.raft.view.appliedIndex, result));
  }

  /** Whoever's read was handed over under another leader has been told by now: a core that forgot one breaks its word. */
  private missLostReads(process: Process<Observations>): void {
    const { leader } = this.raft.view;
    if (leader === this.readingUnder) return;
    this.readingUnder = leader;
    if (this.reading.size === 0) return;
    throw new NodeFailure(process.id, `it lost ${this.reading.size} reads, neither answered nor rejected`);
  }

  private reject(process: Process<Observations>, rejection: Rejection): void {
    switch (rejection.of) {
      case "proposal":
        this.rejectProposal(process, rejection);
        break;
      case "read":
        this.reading.delete(rejection.read);
        this.answer(process, createReply(rejection.read.data as Read, "not-leader", rejection.leader));
        break;
      case "transfer":
        if (!this.stopping) process.tally(`refused: ${rejection.reason}`);
        break;
    }
  }

  private rejectProposal(process: Process<Observations>, { proposal, reason, leader }: ProposalRejection): void {
    const stamped = proposal.data as StampedRequest;
    this.waiting.delete(stamped);
    const outcome = reason === "too-much-uncommitted" || reason === "transferring" ? "overloaded" : "not-leader";
    this.answer(process, createReply(stamped.asked, outcome, leader));
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
