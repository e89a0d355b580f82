import {
  type AskedInSession,
  DEFAULT_SESSION_LIMITS,
  KeyValueMachine,
  type Reply,
} from "../../../src/machine/index.ts";
import type { AppendRequest, AppendResponse, Message } from "../../../src/raft/index.ts";
import * as core from "../../../src/sut/core.ts";
import type { CreateMachine } from "../../../src/sut/hosted-machine.ts";
import { type Gossip, NO_LIMIT, type NodeProgram, type NodeSettings, RaftHost } from "../../../src/sut/index.ts";
import { REGISTRATION } from "./entries.ts";
import { RecordingProcess } from "./recording-process.ts";

export const CLIENT = 9;

const SETTINGS: NodeSettings = {
  founders: [1, 2, 3],
  electionTimeoutUs: 150_000,
  heartbeatIntervalUs: 50_000,
  preVote: false,
  checkQuorum: false,
  leaseUs: 0,
  maxMessageBytes: 1_000_000,
  maxInflightMessages: 64,
  maxInflightBytes: 1_000_000,
  maxUncommittedBytes: 1_000_000,
  maxPendingReads: 1_000,
  maxCachedBytes: 1_000_000,
  snapshotIntervalEntries: 1_000,
  snapshotIntervalBytes: NO_LIMIT,
  snapshotIntervalUs: NO_LIMIT,
  keptEntries: 0,
  snapshotChunkBytes: 1_000,
  appliesSlowly: false,
  gatherRequests: false,
  sessions: DEFAULT_SESSION_LIMITS,
};

/** Node 1 of a cluster, hosted as the world hosts it, with the test in the place of the world. */
export class HostedNode {
  readonly host: RaftHost;
  process: RecordingProcess;
  node: NodeProgram;

  constructor(
    changes: Partial<NodeSettings> = {},
    createMachine: CreateMachine = () => new KeyValueMachine(),
    gossip?: Gossip,
    canLie = false,
  ) {
    this.host = new RaftHost({ ...SETTINGS, ...changes }, core, createMachine, canLie, gossip);
    this.process = new RecordingProcess(1, this.host.createImage(1));
    this.node = this.boot();
  }

  /** A new incarnation, from what the disk holds. What was observed, sent and written before is forgotten. */
  restart(): void {
    this.process = new RecordingProcess(1, this.process.image);
    this.node = this.boot();
  }

  /** A copy of the node on a copy of its disk, at the same time. */
  fork(): HostedNode {
    const copy = new HostedNode();
    copy.process = new RecordingProcess(1, this.process.image.fork());
    copy.process.nowUs = this.process.nowUs;
    copy.node = this.node.fork();
    return copy;
  }

  /** The disk makes all writes that were asked for durable, in order, until no more are asked for. */
  sync(): void {
    while (this.process.writes.length > 0) {
      const writes = this.process.writes.splice(0);
      for (const { record } of writes) this.process.image.apply(this.process.witness, record);
      this.node.written(this.process, writes.at(-1)!.number);
    }
  }

  /** The election timeout passes, and node 2 grants its vote. */
  win(): void {
    this.process.nowUs = this.process.deadlineUs;
    this.node.deadline(this.process);
    this.sync();
    if (this.node.view.role === "candidate") {
      this.receive({ kind: "vote-response", from: 2, to: 1, term: this.node.view.term, granted: true });
    }
    this.sync();
  }

  receive(message: Message): void {
    this.node.receive(this.process, message.from, message);
  }

  request(asked: AskedInSession): void {
    this.node.receive(this.process, asked.client, asked);
  }

  /** The node, which leads, opens the session of `putRequest`. */
  register(): void {
    this.request(REGISTRATION);
    this.sync();
    if (this.node.view.commitIndex < 2) this.acknowledge(2);
  }

  /** Node 2 has everything up to this index. */
  acknowledge(matchIndex: number): void {
    const response: AppendResponse = {
      kind: "append-response",
      from: 2,
      to: 1,
      term: this.node.view.term,
      round: 0,
      readRound: 0,
      accepted: true,
      matchIndex,
      refusedIndex: 0,
      hintIndex: 0,
      hintTerm: 0,
    };
    this.receive(response);
  }

  /** Node 2 leads this term and sends this. */
  follow(term: number, append: Partial<AppendRequest> = {}): void {
    const empty = { round: 0, readRound: 0, prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
    this.receive({ kind: "append-request", from: 2, to: 1, term, ...empty, ...append });
  }

  get replies(): Reply[] {
    return this.process.sent.filter(({ to }) => to === CLIENT).map(({ payload }) => payload as Reply);
  }

  private boot(): NodeProgram {
    const node = this.host.boot(this.process);
    if (node === undefined) throw new Error("The disk of the hosted node cannot be used.");
    node.start(this.process);
    return node;
  }
}
