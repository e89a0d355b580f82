import type { Command } from "../../machine/index.ts";
import { type Entry, type Input, type Message, type NodeId, Output, type Write } from "../../raft/index.ts";
import type { TransportListener } from "../transport/transport.ts";
import { Alarm } from "./alarm.ts";
import { Contacts } from "./contacts.ts";
import { Disk } from "./disk.ts";
import { LogClock } from "./log-clock.ts";
import type { NodeParts, NodeSettings, NodeState } from "./node-parts.ts";
import { Outbox } from "./outbox.ts";
import { Peers } from "./peers.ts";
import { outcomeOf, Requests } from "./requests.ts";
import { Snapshots } from "./snapshots.ts";
import { StepWatch } from "./step-watch.ts";
import { readStorage } from "./storage-reads.ts";
import { assertNearTerm } from "./term-leap.ts";

const DEADLINE: Input = { kind: "deadline" };

/** How many slices are applied in one turn: a long log must not hold up heartbeats. */
const MAX_SLICES = 4;

/**
 * Drives the core. All that comes within one turn of the event loop is taken together at its end: what the disk has done,
 * messages, proposals in one batch, reads in one batch. Then one batch goes to the disk and the messages leave, and
 * while these are on their way what is committed is applied and answered.
 */
export class NodeDriver implements TransportListener {
  readonly requests: Requests;
  readonly peers: Peers;
  readonly contacts: Contacts;
  private readonly state: NodeState;
  private readonly settings: NodeSettings;
  private readonly parts: NodeParts;
  private readonly disk: Disk;
  private readonly snapshots: Snapshots;
  private readonly watch: StepWatch;
  private readonly alarm: Alarm;
  private readonly output = new Output();
  private readonly outbox = new Outbox();
  /** What the core is to be told, in order. */
  private readonly inputs: Input[] = [];
  private isTurnDue = false;
  private hasEnded = false;
  private readonly failed: (error: Error) => void;

  /** `failed`: the node cannot go on, and has been ended. */
  constructor(settings: NodeSettings, parts: NodeParts, state: NodeState, failed: (error: Error) => void) {
    const { clock, listener, runner, transport } = parts;
    const { machine, storage } = state;
    const { view } = state.raft;
    this.settings = settings;
    this.parts = parts;
    this.state = state;
    this.failed = failed;
    this.requests = new Requests(view, clock, new LogClock(view, machine));
    this.watch = new StepWatch(listener, view);
    this.peers = new Peers(settings, transport, view, machine);
    this.contacts = new Contacts(clock, settings.raft.electionTimeoutUs);
    this.snapshots = new Snapshots(settings, parts, storage, machine);
    this.disk = new Disk(storage, runner, clock, listener, () => this.wake());
    this.alarm = new Alarm(() => this.wake());
  }

  /** Whatever has come is taken at the end of this turn of the event loop. */
  wake(): void {
    if (this.isTurnDue || this.hasEnded) return;
    this.isTurnDue = true;
    setImmediate(() => this.turn());
  }

  received(group: number, message: Message): void {
    if (group !== this.settings.group) return;
    assertNearTerm(this.state.raft.view, message);
    this.parts.listener.received(message.kind, message.from);
    this.contacts.heard(message.from);
    this.inputs.push({ kind: "message", message });
    this.wake();
  }

  unreachable(peer: NodeId): void {
    this.parts.listener.unreachable(peer);
    this.inputs.push({ kind: "unreachable", peer });
    this.wake();
  }

  /** Takes nothing more. Kept when the disk has what was written so far. */
  async end(): Promise<void> {
    this.close();
    await this.disk.drain();
  }

  private turn(): void {
    this.isTurnDue = false;
    if (this.hasEnded) return;
    try {
      this.takeDurable();
      this.takeInputs();
      this.takeRequests();
      // Last, so that a node which stood still hears what came meanwhile before it campaigns.
      if (this.parts.clock.monotonicUs() >= this.state.raft.deadlineUs) this.step(DEADLINE);
      this.takeInputs();
      this.dispatch();
      // Already done: those who wait for it should not wait for what is applied.
      if (this.disk.hasNews) this.acknowledge();
      this.applyCommitted();
      this.announce();
      this.requests.watchExpiry();
      const deadlineUs = Math.min(this.state.raft.deadlineUs, this.peers.deadlineUs, this.outbox.deadlineUs);
      this.alarm.set(this.parts.clock.monotonicUs(), deadlineUs);
      if (this.disk.hasNews) this.wake();
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private acknowledge(): void {
    this.takeDurable();
    this.takeInputs();
    this.dispatch();
  }

  /** Whoever has lost the directory has made nothing durable, and acknowledges and answers nothing any more. */
  private takeDurable(): void {
    const lost = this.parts.claim.failure();
    if (lost !== undefined) throw lost;
    const durable = this.disk.takeDurable();
    if (durable === undefined) return;
    this.step({ kind: "written", write: durable.write });
    const index = durable.savedSnapshotIndex;
    if (index > 0) {
      this.snapshots.saved(index);
      this.step({ kind: "snapshot-saved", index });
    }
    this.snapshots.advance();
  }

  private takeInputs(): void {
    for (let place = 0; place < this.inputs.length; place++) this.step(this.inputs[place]!);
    this.inputs.length = 0;
  }

  private takeRequests(): void {
    const { orders, reads, writes } = this.requests;
    for (const order of orders.takeGathered()) {
      this.step(order.input);
      orders.taken(order, this.state.raft.view, this.output);
    }
    if (writes.hasGathered) this.propose();
    if (reads.hasGathered) this.step({ kind: "read", reads: reads.takeGathered() });
  }

  private propose(): void {
    const { writes } = this.requests;
    const { view } = this.state.raft;
    const firstIndex = view.lastIndex + 1;
    const proposals = writes.takeGathered();
    this.step({ kind: "propose", proposals });
    const rejected = new Set(
      this.output.rejections.map((rejection) => rejection.of === "proposal" && rejection.proposal),
    );
    const appended = rejected.size === 0 ? proposals : proposals.filter((proposal) => !rejected.has(proposal));
    writes.appendedFrom(firstIndex, appended);
    const bytes = appended.reduce((sum, proposal) => sum + proposal.bytes, 0);
    if (appended.length > 0) this.parts.listener.proposed(appended.length, bytes);
  }

  private step(input: Input): void {
    const { output } = this;
    const { raft, storage } = this.state;
    const nowUs = this.parts.clock.monotonicUs();
    raft.step(nowUs, input, output);
    for (const write of output.writes) this.write(write);
    if (output.takeSnapshot !== undefined) this.snapshots.begin(output.takeSnapshot);
    if (output.restore !== undefined) {
      this.snapshots.restore(output.restore);
      this.inputs.push({ kind: "applied", index: output.restore.index });
    }
    for (const message of output.messages) this.outbox.add(message, nowUs);
    this.inputs.push(...readStorage(storage, this.parts.files, output));
    this.answerReads();
    if (output.applyTo > 0) this.state.machine.aimAt(output.applyTo);
    this.requests.stepped(output);
    this.watch.stepped(raft.view);
  }

  /** What was yet to be applied of a log whose place a snapshot takes is in the snapshot, and not there any more. */
  private write(write: Write): void {
    const { machine, storage } = this.state;
    if (write.kind === "install-snapshot") machine.aimAt(machine.index);
    storage.write(write);
  }

  private answerReads(): void {
    const { machine } = this.state;
    for (const { read } of this.output.reads) {
      const waiting = this.requests.reads.takeAnswered(read);
      if (waiting === undefined) continue;
      const result = machine.query(read.data as Command);
      waiting.finish({ outcome: "read", index: machine.index, result });
    }
  }

  private applyCommitted(): void {
    const { machine } = this.state;
    const { clock, listener } = this.parts;
    for (let slice = 0; machine.isBehind && slice < MAX_SLICES; slice++) {
      const startedUs = clock.monotonicUs();
      const before = machine.index;
      machine.advance(
        (first, last) => this.entriesFrom(first, last),
        (index) => this.requests.writes.takeApplied(index),
        (write, answer) => {
          write.finish(outcomeOf(answer));
          listener.answered(clock.monotonicUs() - write.askedAtUs);
        },
      );
      listener.applied(machine.index - before, clock.monotonicUs() - startedUs);
      this.step({ kind: "applied", index: machine.index });
      this.takeInputs();
    }
    this.dispatch();
    if (machine.isBehind) this.wake();
  }

  private entriesFrom(firstIndex: number, lastIndex: number): readonly Entry[] {
    const { raft, storage } = this.state;
    const cached = raft.view.cachedEntry(firstIndex);
    if (cached !== undefined) return [cached];
    const entries = storage.entries(
      { firstIndex, lastIndex, maxBytes: this.settings.raft.maxMessageBytes },
      this.parts.files,
    );
    if (entries.length === 0) throw new Error(`entry ${firstIndex} is to be applied, but storage does not hold it`);
    return entries;
  }

  /** To the others first: what they do takes longest, and none of it waits for this node's own disk. */
  private dispatch(): void {
    const nowUs = this.parts.clock.monotonicUs();
    this.peers.follow(nowUs);
    this.outbox.releaseNews(nowUs);
    this.outbox.empty((message) => {
      this.parts.transport.send(this.settings.group, message);
      this.parts.listener.sent(message.kind, message.to);
    });
    this.disk.start(this.parts.transport.flush());
  }

  /** Nobody waits for it: what comes to nothing is tried again. */
  private announce(): void {
    for (const { asked } of this.peers.announcements(this.parts.clock.monotonicUs())) {
      this.requests.gatherWrite(asked, 0, () => {});
      this.wake();
    }
  }

  private fail(error: Error): void {
    this.disk.abandon(error);
    this.close();
    this.failed(error);
    this.state.raft.step(this.parts.clock.monotonicUs(), { kind: "write-failed", write: 0 }, this.output);
  }

  private close(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.alarm.cancel();
    this.requests.stop();
  }
}
