import type { Observations } from "../../invariants/observation.ts";
import {
  CrdtLimitError,
  type CrdtName,
  type CrdtOperation,
  type CrdtState,
  type CrdtValue,
  decode,
  takesOperation,
} from "../crdt/index.ts";
import {
  type HybridCommand,
  isTyped,
  type KeyedState,
  type KeyTypes,
  LocalReplica,
  type TypedResult,
} from "../hybrid/index.ts";
import { createReply, type Read, replyBytes, replyDigest, type SessionCounts } from "../machine/index.ts";
import type { RaftView } from "../raft/index.ts";
import { NO_DEADLINE, type Process } from "../sim/program.ts";
import { type GossipMessage, gossipBytes, gossipDigest, localRecordBytes } from "./gossip-message.ts";
import { LocalOperations } from "./local-operations.ts";
import type { NodeProgram } from "./node-program.ts";
import type { Order } from "./order.ts";
import type { RaftNode } from "./raft-node.ts";
import type { RecordImage } from "./record-image.ts";
import { SharedProcess, type Sharer } from "./shared-process.ts";

/** How nodes gossip. */
export interface Gossip {
  readonly types: KeyTypes;
  /** Each tells another member something every so often, and up to half as long later. */
  readonly intervalUs: number;
}

/** One message in so many tells all that its node knows; the others what is new. */
const MESSAGES_PER_ALL = 4;

/**
 * A node of Raft, and beside it a replica that gossips. The two share the process, its disk and its clock; the node knows
 * nothing of the replica, which only asks what the log has come to.
 */
export class GossipNode implements NodeProgram, Sharer {
  private readonly node: RaftNode;
  private readonly gossip: Gossip;
  private readonly replica: LocalReplica;
  private readonly operations: LocalOperations;
  private gossipAtUs = NO_DEADLINE;
  private nodeDeadlineUs = NO_DEADLINE;
  /** Of the node inside, which numbers its writes. */
  private lastWrite = 0;

  private constructor(node: RaftNode, gossip: Gossip, replica: LocalReplica, operations: LocalOperations) {
    this.node = node;
    this.gossip = gossip;
    this.replica = replica;
    this.operations = operations;
  }

  /** Around a node that boots, with what its disk holds. */
  static boot(node: RaftNode, gossip: Gossip, process: Process<Observations>): GossipNode {
    const image = process.image as RecordImage;
    const replica = new LocalReplica(process.id, gossip.types, image.local.fork());
    return new GossipNode(node, gossip, replica, LocalOperations.boot(image));
  }

  get view(): RaftView {
    return this.node.view;
  }

  get stateHash(): number {
    return this.node.stateHash;
  }

  get sessionCounts(): Readonly<SessionCounts> {
    return this.node.sessionCounts;
  }

  /** A 32-bit integer hash of all that is answered by gossip here: equal on nodes that would answer alike. */
  get gossipHash(): number {
    const keys = this.node.query({ kind: "log-keys" } satisfies HybridCommand) as readonly string[];
    const nameOf = (key: string): CrdtName => this.gossip.types.typeOf(key)!;
    const logged = keys.map((key): KeyedState => ({ key, name: nameOf(key), state: this.logState(key) }));
    return this.replica.hashWith(logged);
  }

  /** What is answered by gossip here for a key. */
  valueOf(key: string): TypedResult {
    const name = this.gossip.types.typeOf(key);
    if (name === undefined) return { refused: "the key holds no replicated type" };
    return { value: this.replica.valueOf(key, name, this.logState) };
  }

  /** What would be answered by gossip here, if nobody but one client asked, for these operations. Nothing is done. */
  valueAfter(key: string, operations: readonly CrdtOperation[]): CrdtValue {
    return this.replica.valueAfter(key, this.gossip.types.typeOf(key)!, operations, this.logState);
  }

  start(process: Process<Observations>): void {
    this.gossipAtUs = process.nowUs + process.choose("gossip", this.gossip.intervalUs);
    this.node.start(this.around(process));
    this.setDeadline(process);
  }

  receive(process: Process<Observations>, from: number, payload: unknown): void {
    const received = payload as GossipMessage | Read;
    if (received.kind === "gossip") this.replica.hear(received.told);
    else if (received.kind === "read" && received.consistency === "eventual") this.answer(process, received);
    else this.node.receive(this.around(process), from, payload);
    this.setDeadline(process);
  }

  deadline(process: Process<Observations>): void {
    if (process.nowUs >= this.gossipAtUs) this.tell(process);
    if (process.nowUs >= this.nodeDeadlineUs) {
      this.nodeDeadlineUs = NO_DEADLINE;
      this.node.deadline(this.around(process));
    }
    this.setDeadline(process);
  }

  written(process: Process<Observations>, write: number): void {
    // Before its own first write the node has nothing to hear of.
    if (write > 0) this.node.written(this.around(process), write);
    this.completeDurable(process);
    this.setDeadline(process);
  }

  writeFailed(process: Process<Observations>, write: number): void {
    // What had begun stays unanswered: nobody knows what is on the disk.
    this.operations.drop();
    if (write > 0) this.node.writeFailed(this.around(process), write);
    else process.halt();
    this.setDeadline(process);
  }

  readDone(process: Process<Observations>, request: unknown): void {
    this.node.readDone(this.around(process), request);
    this.setDeadline(process);
  }

  unreachable(process: Process<Observations>, peer: number): void {
    this.node.unreachable(this.around(process), peer);
    this.setDeadline(process);
  }

  order(process: Process<Observations>, order: Order): void {
    this.node.order(this.around(process), order);
    this.setDeadline(process);
  }

  nodeDeadline(localUs: number): void {
    this.nodeDeadlineUs = localUs;
  }

  nodeWrote(write: number): void {
    this.lastWrite = write;
  }

  fork(): GossipNode {
    const copy = new GossipNode(this.node.fork(), this.gossip, this.replica.fork(), this.operations.fork());
    copy.gossipAtUs = this.gossipAtUs;
    copy.nodeDeadlineUs = this.nodeDeadlineUs;
    copy.lastWrite = this.lastWrite;
    return copy;
  }

  private readonly logState = (key: string): CrdtState => {
    const bytes = this.node.query({ kind: "log-state", key } satisfies HybridCommand) as readonly number[];
    return decode(Uint8Array.from(bytes)).state;
  };

  /** Asked of this node and of no log. */
  private answer(process: Process<Observations>, asked: Read): void {
    const command = asked.command as HybridCommand;
    const name = isTyped(command) ? this.gossip.types.typeOf(command.key) : undefined;
    if (!isTyped(command) || name === undefined) {
      this.reply(process, asked, { refused: "the key holds no replicated type" });
    } else if (command.kind === "value") this.reply(process, asked, this.valueOf(command.key));
    else if (!takesOperation(name, command.operation.kind)) {
      this.reply(process, asked, { refused: `a ${name} takes no ${command.operation.kind}` });
    } else this.begin(process, asked, command, name);
  }

  private begin(
    process: Process<Observations>,
    asked: Read,
    { key, operation }: Extract<HybridCommand, { kind: "operate" }>,
    name: CrdtName,
  ): void {
    if (this.operations.isCopy(asked)) {
      process.tally("copies of operations ignored");
      return;
    }
    try {
      this.operations.begin(asked, this.replica.begin(key, name, operation, this.logState));
      this.write(process);
    } catch (error) {
      if (!(error instanceof CrdtLimitError)) throw error;
      this.reply(process, asked, { refused: error.message });
    }
  }

  private completeDurable(process: Process<Observations>): void {
    const { localSequence } = process.image as RecordImage;
    for (const { asked, delta } of this.operations.takeDurable(localSequence)) {
      this.replica.complete(delta);
      this.reply(process, asked, this.valueOf(delta.key));
    }
    this.write(process);
  }

  private write(process: Process<Observations>): void {
    const record = this.operations.nextRecord((process.image as RecordImage).localSequence);
    if (record !== undefined) process.write(this.lastWrite, record, localRecordBytes(record));
  }

  private reply(process: Process<Observations>, asked: Read, result: TypedResult): void {
    const reply = createReply(asked, "read", process.id, this.view.appliedIndex, Object.freeze(result));
    process.tally("operations answered by gossip");
    process.send(reply.client, reply, replyBytes(reply), replyDigest(reply));
  }

  private tell(process: Process<Observations>): void {
    const { intervalUs } = this.gossip;
    this.gossipAtUs = process.nowUs + intervalUs + process.choose("gossip", Math.ceil(intervalUs / 2));
    const { learners, voters } = this.view.configuration;
    const others = [...voters, ...learners].filter((server) => server !== process.id);
    if (others.length === 0) return;
    const drawn = process.choose("gossip", others.length * MESSAGES_PER_ALL);
    const what = drawn % MESSAGES_PER_ALL === 0 ? "all" : "news";
    const told = this.replica.tell(what);
    if (told === undefined) return;
    const message: GossipMessage = { kind: "gossip", told };
    const to = others[Math.floor(drawn / MESSAGES_PER_ALL)]!;
    process.tally("gossip messages sent");
    process.send(to, message, gossipBytes(message), gossipDigest(message));
  }

  /** The process has one deadline for both. */
  private setDeadline(process: Process<Observations>): void {
    process.setDeadline(Math.min(this.nodeDeadlineUs, this.gossipAtUs));
  }

  private around(process: Process<Observations>): SharedProcess {
    return new SharedProcess(process, this);
  }
}
