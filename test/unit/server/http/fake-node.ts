import {
  type Asked,
  DEFAULT_SESSION_LIMITS,
  KeyValueMachine,
  SessionMachine,
  stampRequest,
} from "../../../../src/machine/index.ts";
import { configurationOf, type MembershipChange } from "../../../../src/raft/index.ts";
import type {
  CatchUpOutcome,
  ChangeOutcome,
  HandOverOutcome,
  NodeAddress,
  NodeStatus,
  ReadOutcome,
  ServerNode,
  SnapshotOutcome,
  WriteOutcome,
} from "../../../../src/server/node/node.ts";

/** A node without a cluster: what is written is applied at once, unless a test says what comes of it. */
export class FakeNode implements ServerNode {
  readonly id: number;
  readonly failed = new Promise<string>(() => {});
  readonly addresses = new Map<number, NodeAddress>();
  readonly changes: MembershipChange[] = [];
  readonly reads: (readonly [consistency: string, maxStalenessUs: number])[] = [];
  readonly writes: Asked[] = [];
  role: "leader" | "follower" = "leader";
  leader: number;
  isMember = true;
  failure: string | undefined;
  /** Set where the next ones come to something else. */
  writeOutcome: WriteOutcome | Promise<WriteOutcome> | undefined;
  readOutcome: ReadOutcome | undefined;
  changeOutcome: ChangeOutcome | undefined;
  catchUpOutcome: CatchUpOutcome = { outcome: "caught-up" };
  transferOutcome: HandOverOutcome;
  snapshotOutcome: SnapshotOutcome = { outcome: "saved", index: 7 };
  private readonly machine = SessionMachine.create(new KeyValueMachine(), DEFAULT_SESSION_LIMITS);
  private index = 0;

  constructor(id = 1) {
    this.id = id;
    this.leader = id;
    this.transferOutcome = { outcome: "deposed", leader: 0 };
  }

  /** It follows from now on. */
  follow(leader: number): void {
    this.role = "follower";
    this.leader = leader;
    this.writeOutcome = { outcome: "refused", reason: "not-leader", leader };
    this.changeOutcome = { outcome: "refused", reason: "not-leader", leader };
    this.transferOutcome = { outcome: "refused", reason: "not-leader", leader };
  }

  addressOf(id: number): NodeAddress | undefined {
    return this.addresses.get(id);
  }

  async write(asked: Asked): Promise<WriteOutcome> {
    this.writes.push(asked);
    if (this.writeOutcome !== undefined) return this.writeOutcome;
    this.index++;
    const { outcome, index, result } = this.machine.apply(stampRequest(asked, this.index), this.index);
    if (outcome === "applied") return { outcome, index, result };
    return outcome === "registered" ? { outcome, session: index } : { outcome };
  }

  async read(command: unknown, consistency: string, maxStalenessUs: number): Promise<ReadOutcome> {
    this.reads.push([consistency, maxStalenessUs]);
    return this.readOutcome ?? { outcome: "read", index: this.index, result: this.machine.query(command) };
  }

  async changeMembership(change: MembershipChange): Promise<ChangeOutcome> {
    this.changes.push(change);
    return this.changeOutcome ?? { outcome: "committed", index: 12 };
  }

  async catchUp(): Promise<CatchUpOutcome> {
    return this.catchUpOutcome;
  }

  async announce(id: number, address: NodeAddress): Promise<WriteOutcome> {
    if (this.writeOutcome === undefined) this.addresses.set(id, address);
    return this.writeOutcome ?? { outcome: "applied", index: 11, result: undefined };
  }

  async transfer(): Promise<HandOverOutcome> {
    return this.transferOutcome;
  }

  async takeSnapshot(): Promise<SnapshotOutcome> {
    return this.snapshotOutcome;
  }

  async stop(): Promise<void> {}

  status(): NodeStatus {
    const { id, role, leader, addresses, failure, index } = this;
    return {
      raft: {
        id,
        role,
        term: 3,
        votedFor: 1,
        leader,
        commitIndex: index,
        appliedIndex: index,
        snapshotIndex: 0,
        baseIndex: 0,
        durableIndex: index,
        lastIndex: index,
        lastTerm: 3,
        hasCommittedInTerm: role === "leader",
        configuration: configurationOf(this.isMember ? [1, 2] : [2], [3]),
        isConfigurationCommitted: true,
        mayCampaign: true,
        transferTo: 0,
        incomingIndex: 0,
        confirmedRound: 0,
        leaseEndUs: 0,
        stopped: failure !== undefined,
        // Of 3 nothing is known yet.
        peers:
          role === "leader"
            ? [
                { id: 2, matchIndex: index, nextIndex: index + 1, mode: "pipeline" },
                { id: 3, matchIndex: 0, nextIndex: 1, mode: "probe" },
              ]
            : [],
      },
      addresses,
      storage: { segments: 1, bytes: 100, snapshotBytes: 0, snapshotIndex: 0 },
      transport: {
        messagesSent: 1,
        bytesSent: 2,
        messagesReceived: 3,
        bytesReceived: 4,
        messagesDropped: 5,
        connectionsOpened: 6,
        connectionsLost: 7,
        refused: { damaged: 8 },
      },
      keys: 1,
      startedAtMs: Date.now() - 5_000,
      failure,
    };
  }
}
