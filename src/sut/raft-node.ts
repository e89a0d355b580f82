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
  type SessionMachine,
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
  Snapshot,
  SnapshotRead,
} from "../raft/index.ts";
import type { Process } from "../sim/program.ts";
import { Acquaintances } from "./acquaintances.ts";
import type { RaftCore } from "./core.ts";
import { type CreateMachine, HostedMachine } from "./hosted-machine.ts";
import { NodeFailure } from "./node-failure.ts";
import type { NodeImage } from "./node-image.ts";
import type { NodeProgram } from "./node-program.ts";
import { Observer } from "./observer.ts";
import type { Order } from "./order.ts";
import { OUTCOMES } from "./outcomes.ts";
import type { ReadOfDisk } from "./read-of-disk.ts";
import { isLastPiece, type SnapshotPiece, saveSnapshot } from "./saved-snapshot.ts";
import { tallyChunk, tallyReadsAgain, tallySnapshotResponse } from "./snapshot-tallies.ts";
import { entryBytes, messageBytes, messageDigest } from "./wire.ts";

/** How a cluster's nodes are set up, apart from what differs from node to node. */
export interface NodeSettings extends Omit<RaftOptions, "id" | "seed"> {
  /** What is committed is read from the disk before it is applied, so that much can happen meanwhile. */
  readonly appliesSlowly: boolean;
  /** Requests that come while the disk is busy are proposed together when it is done, as group commit does. */
  readonly gatherRequests: boolean;
  readonly sessions: SessionLimits;
}

const HARD_STATE_BYTES = 32;
const DEADLINE: Input = { kind: "deadline" };

/** Reads that nobody else had to be asked for are counted. */
const HOW_READ: Readonly<Record<AnsweredRead["by"], string | undefined>> = {
  "read-index": undefined,
  lease: "reads answered by lease",
  staleness: "stale reads answered at once",
};

/** One node: the production core, driven by the world, with its machine and the requests that wait for an answer. */
export class RaftNode implements NodeProgram {
  private readonly settings: NodeSettings;
  private readonly core: RaftCore;
  private readonly raft: Raft;
  private readonly output: Output;
  private machine: SessionMachine;
  /** The last entry that the machine has applied. */
  private machineIndex: number;
  private readonly observer: Observer;
  private readonly acquaintances: Acquaintances;
  /** Requests proposed here whose entries have not been applied yet; a retry is one of its own. */
  private readonly waiting: Set<StampedRequest>;
  /** Requests that wait for the disk before they are proposed. */
  private gathered: Asked[] = [];
  /** The snapshot that is not durable yet; 0 if there is none. */
  private savingIndex = 0;
  /** Reads that the core has neither answered nor rejected, all of them handed over under this leader. */
  private readonly reading: Set<ReadRequest>;
  private readingUnder = 0;
  /** It ends as soon as it leads no more, or its leadership cannot be handed over. */
  private stopping = false;
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
    reading: Set<ReadRequest>,
  ) {
    this.settings = settings;
    this.core = core;
    this.raft = raft;
    this.output = new core.Output();
    this.machine = machine;
    this.observer = observer;
    this.acquaintances = acquaintances;
    this.waiting = waiting;
    this.reading = reading;
    this.machineIndex = raft.view.appliedIndex;
  }

  static boot(
    settings: NodeSettings,
    core: RaftCore,
    createMachine: CreateMachine,
    process: Process<Observations>,
  ): RaftNode {
    const image = process.image as NodeImage;
    const founders = settings.founders.includes(process.id) ? settings.founders : [];
    const options = { ...settings, founders, id: process.id, seed: process.choose("program-seed", 2 ** 31) };
    const durable = image.load(settings.maxCachedBytes >> 1);
    const raft = startCore(core, options, durable, process.nowUs);
    const acquaintances = Acquaintances.of(founders, durable);
    const machine =
      image.loadMachine() ??
      core.SessionMachine.create(HostedMachine.create(process.id, createMachine), settings.sessions);
    const observer = new Observer(process.id, raft.view);
    return new RaftNode(settings, core, raft, machine, observer, acquaintances, new Set(), new Set());
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
    if (appliedIndex > 0) process.tally("restarts from a snapshot");
    process.setDeadline(this.raft.deadlineUs);
  }

  receive(process: Process<Observations>, _from: number, payload: unknown): void {
    const received = payload as Message | Asked | Read;
    if (isAsked(received)) this.take(process, received);
    else {
      this.acquaintances.meet(received.from);
      this.step(process, { kind: "message", message: received });
    }
  }

  deadline(process: Process<Observations>): void {
    this.step(process, DEADLINE);
  }

  written(process: Process<Observations>, write: number): void {
    this.durableWrite = write;
    this.step(process, { kind: "written", write });
    this.snapshotSaved(process);
    if (this.gathered.length > 0) this.proposeGathered(process);
  }

  /** A core that stops for good takes its process with it: only a restart finds out what the disk really holds. */
  writeFailed(process: Process<Observations>, write: number): void {
    this.step(process, { kind: "write-failed", write });
    if (this.raft.view.stopped) process.halt();
  }

  readDone(process: Process<Observations>, request: unknown): void {
    const read = request as ReadOfDisk;
    switch (read.what) {
      case "log":
        this.logRead(process, read.fetch);
        break;
      case "snapshot":
        this.snapshotRead(process, read.piece);
        break;
      case "to-apply":
        this.apply(process, read.to);
        this.step(process, { kind: "applied", index: read.to });
        break;
    }
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
        this.step(process, { kind: "transfer", to: order.to });
        break;
      case "take-snapshot":
        this.step(process, { kind: "take-snapshot" });
        break;
      case "stop":
        this.stopping = true;
        this.step(process, { kind: "transfer", to: 0 });
        break;
    }
  }

  fork(): RaftNode {
    const { settings, core, raft, machine, observer, acquaintances, waiting, reading } = this;
    const copy = new RaftNode(
      settings,
      core,
      raft.fork(),
      machine.fork(),
      observer.fork(),
      acquaintances.fork(),
      new Set(waiting),
      new Set(reading),
    );
    copy.readingUnder = this.readingUnder;
    copy.stopping = this.stopping;
    copy.machineIndex = this.machineIndex;
    copy.savingIndex = this.savingIndex;
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
    const diskIsBusy = this.lastWrite > this.durableWrite;
    if (this.settings.gatherRequests && diskIsBusy) this.gathered.push(asked);
    else this.proposeTogether(process, [asked]);
  }

  private proposeGathered(process: Process<Observations>): void {
    const { gathered } = this;
    this.gathered = [];
    this.proposeTogether(process, gathered);
  }

  private proposeTogether(process: Process<Observations>, requests: readonly Asked[]): void {
    const proposals = requests.map((asked): Proposal => {
      const data = stampRequest(asked, process.nowUs);
      this.waiting.add(data);
      return { data, bytes: asked.bytes };
    });
    this.step(process, { kind: "propose", proposals });
  }

  /** Steps the core and carries out what it asks for. Applying is an input in its turn. */
  private step(process: Process<Observations>, input: Input): void {
    const { output } = this;
    this.stepCore(process, input);
    this.carryOut(process);
    if (input === DEADLINE) tallyReadsAgain(process, output.snapshotReads);
    for (let index = this.advanceMachine(process); index > 0; index = this.advanceMachine(process)) {
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
    if (output.applyTo > 0) this.checkRange(process, output.applyFrom, output.applyTo);
    acquaintances.learn(raft.view.configuration, output);
    for (const message of output.messages) if (!acquaintances.has(message.to)) throw sentAstray(process.id, message);
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
      else if (write.kind === "snapshot-chunk") bytes += write.bytes;
      process.write(write.number, write, bytes);
    }
    if (output.takeSnapshot !== undefined) this.saveMachine(process, output.takeSnapshot);
    observer.commitAfterStep(witness, raft.view);
    for (const message of output.messages) {
      observer.messageSent(witness, message);
      process.send(message.to, message, messageBytes(message), messageDigest(message));
      this.noteSent(process, message);
    }
    for (const fetch of output.fetches) this.readDisk(process, { what: "log", fetch });
    for (const piece of output.snapshotReads) this.readDisk(process, { what: "snapshot", piece });
    for (const answered of output.reads) this.answerRead(process, answered);
    for (const rejection of output.rejections) this.reject(process, rejection);
    if (raft.view.role !== "leader" && this.waiting.size > 0) this.leadershipLost(process);
    this.missLostReads(process);
    if (this.stopping && raft.view.transferTo === 0) process.halt();
  }

  /** A vote, for another or for itself, is a moment to crash at; some messages are counted. */
  private noteSent(process: Process<Observations>, message: Message): void {
    switch (message.kind) {
      case "vote-request":
        process.mark("vote");
        break;
      case "vote-response":
        if (message.granted) process.mark("vote");
        break;
      case "read-index-request":
        process.tally("reads forwarded");
        break;
      case "snapshot-request":
        tallyChunk(process, message);
        break;
      case "snapshot-response":
        tallySnapshotResponse(process, message, this.output.writes);
        break;
    }
  }

  /** No driver could apply what its disk does not hold. */
  private checkRange(process: Process<Observations>, from: number, to: number): void {
    const { baseIndex, lastIndex } = process.image as NodeImage;
    if (from > baseIndex && to <= lastIndex) return;
    const holds = `its durable log goes from ${baseIndex + 1} to ${lastIndex}`;
    throw new NodeFailure(process.id, `it would apply entries ${from} to ${to}, but ${holds}`);
  }

  /** Brings the machine to where the core wants it. The index that it has reached; 0 if it has not moved. */
  private advanceMachine(process: Process<Observations>): number {
    const { applyTo, restore } = this.output;
    if (restore !== undefined) return this.restore(process, restore);
    if (applyTo === 0) return 0;
    if (this.settings.appliesSlowly) {
      this.readDisk(process, { what: "to-apply", to: applyTo });
      return 0;
    }
    this.apply(process, applyTo);
    return applyTo;
  }

  /** Of what was to be applied, a snapshot that came meanwhile may hold a part, or all. */
  private apply(process: Process<Observations>, to: number): void {
    const image = process.image as NodeImage;
    for (let index = this.machineIndex + 1; index <= to; index++) {
      const entry = image.entryAt(index);
      if (entry.kind === "command") this.applyRequest(process, index, entry.data as StampedRequest);
      process.witness.applied(process.id, index, this.machine.stateHash);
      this.machineIndex = index;
    }
  }

  private restore(process: Process<Observations>, { index }: Snapshot): number {
    const machine = (process.image as NodeImage).loadMachine();
    if (machine === undefined) throw new NodeFailure(process.id, `it would restore a snapshot that is not there`);
    this.machine = machine;
    this.machineIndex = index;
    process.witness.machineRestored(process.id, index, machine.stateHash);
    return index;
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
  private saveMachine(process: Process<Observations>, snapshot: Snapshot): void {
    const saved = saveSnapshot(snapshot, this.machine);
    this.savingIndex = snapshot.index;
    process.write(this.lastWrite, saved, saved.bytes);
  }

  /** That write has no number of its own: the image shows whether it is durable. */
  private snapshotSaved(process: Process<Observations>): void {
    const { savingIndex } = this;
    if (savingIndex === 0 || (process.image as NodeImage).snapshotIndex < savingIndex) return;
    this.savingIndex = 0;
    this.step(process, { kind: "snapshot-saved", index: savingIndex });
  }

  private readDisk(process: Process<Observations>, request: ReadOfDisk): void {
    process.read(request);
  }

  private logRead(process: Process<Observations>, fetch: LogFetch): void {
    const entries = (process.image as NodeImage).read(fetch);
    if (entries === undefined) process.halt();
    else this.step(process, { kind: "fetched", firstIndex: fetch.firstIndex, entries });
  }

  private snapshotRead(process: Process<Observations>, read: SnapshotRead): void {
    const { index, offset, peer } = read;
    const data: SnapshotPiece | undefined = (process.image as NodeImage).readSnapshot(read);
    const isLast = data !== undefined && isLastPiece(data);
    this.step(process, { kind: "snapshot-chunk", peer, index, offset, data, bytes: data?.bytes ?? 0, isLast });
  }

  /** By the machine as it is now, which has applied all that the read must see, and maybe more. */
  private answerRead(process: Process<Observations>, { read, by }: AnsweredRead): void {
    this.reading.delete(read);
    const asked = read.data as Read;
    const name = HOW_READ[by];
    if (name !== undefined) process.tally(name);
    const result = this.machine.query(asked.command);
    this.answer(process, createReply(asked, "read", process.id, this.machineIndex, result));
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
        this.rejectRequest(process, rejection);
        break;
      case "change":
        process.tally(`refused: ${rejection.reason}`);
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

  private rejectRequest(process: Process<Observations>, { proposal, reason, leader }: ProposalRejection): void {
    const stamped = proposal.data as StampedRequest;
    this.waiting.delete(stamped);
    this.answer(process, createReply(stamped.asked, OUTCOMES[reason], leader));
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

function sentAstray(node: number, { kind, to }: Message): NodeFailure {
  return new NodeFailure(node, `it would send a ${kind} to server ${to}`);
}

function startCore(core: RaftCore, options: RaftOptions, durable: DurableState, nowUs: number): Raft {
  try {
    return core.Raft.start(options, durable, nowUs);
  } catch (error) {
    throw new NodeFailure(options.id, error);
  }
}
