import { setTimeout } from "node:timers/promises";
import type { Asked, Consistency } from "../../machine/index.ts";
import {
  allMembers,
  configurationAfter,
  isMember,
  isQuorumOf,
  type MembershipChange,
  type NodeId,
} from "../../raft/index.ts";
import { DamagedFile } from "../../storage/index.ts";
import { CatchingUp } from "./catching-up.ts";
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
} from "./node.ts";
import { NodeDriver } from "./node-driver.ts";
import type { NodeParts, NodeSettings, NodeState } from "./node-parts.ts";
import { changeOrder, type Order, snapshotOrder, transferOrder } from "./order.ts";
import { announcementOf } from "./peers.ts";
import { WaitingRead } from "./pending-reads.ts";
import { damageOf, recoverNode } from "./recovery.ts";
import { bytesOf } from "./used-bytes.ts";

/** In election timeouts: for so long a leader that is stopped tries to hand its leadership over. */
const HAND_OVER_TIMEOUTS = 3;

/** How often it is looked whether a server has caught up. */
const CATCH_UP_INTERVAL_MS = 20;

/** A server of a real cluster. */
export class LiveNode implements ServerNode {
  readonly id: NodeId;
  readonly failed: Promise<string>;
  /** What was cut off the files at the start because a power loss had left it torn: sentences for the log. */
  readonly repairs: readonly string[];
  private readonly settings: NodeSettings;
  private readonly parts: NodeParts;
  private readonly state: NodeState;
  private readonly driver: NodeDriver;
  private readonly startedAtMs: number;
  private failure: string | undefined = undefined;
  private stopping: Promise<void> | undefined = undefined;
  private hasStopped = false;

  private constructor(settings: NodeSettings, parts: NodeParts, state: NodeState, repairs: readonly string[]) {
    this.id = settings.raft.id;
    this.settings = settings;
    this.parts = parts;
    this.state = state;
    this.repairs = repairs;
    this.startedAtMs = Math.floor(parts.clock.wallUs() / 1_000);
    let keep: (reason: string) => void;
    this.failed = new Promise((resolve) => {
      keep = resolve;
    });
    this.driver = new NodeDriver(settings, parts, state, (error) => {
      // An error without a name of its own is our own mistake, and whoever corrects it needs to know where it was made.
      const reason = error.name === "Error" ? `${error.stack}` : messageOf(error, settings);
      this.failure = reason;
      void parts.transport.close();
      keep(reason);
    });
  }

  /** Starts or restarts a node from what its files hold. Throws what is wrong with the files, or with the address. */
  static async start(settings: NodeSettings, parts: NodeParts): Promise<LiveNode> {
    const { state, repairs } = await recoverNode(settings, parts);
    const node = new LiveNode(settings, parts, state, repairs);
    try {
      await parts.transport.listen(node.driver);
    } catch (error) {
      await parts.runner.close();
      throw error;
    }
    void parts.claim.lost.then(() => node.driver.wake());
    node.driver.wake();
    return node;
  }

  get leader(): NodeId {
    return this.state.raft.view.leader;
  }

  get isMember(): boolean {
    return isMember(this.state.raft.view.configuration, this.id);
  }

  addressOf(id: NodeId): NodeAddress | undefined {
    return this.driver.peers.addresses.get(id);
  }

  write(asked: Asked, timeoutMs: number): Promise<WriteOutcome> {
    const { leader, role } = this.state.raft.view;
    if (this.hasEnded) return Promise.resolve({ outcome: "refused", reason: "stopped", leader });
    // The core would say the same, but only after the request was encoded.
    if (role !== "leader") return Promise.resolve({ outcome: "refused", reason: "not-leader", leader });
    return new Promise((finish) => {
      this.driver.requests.gatherWrite(asked, timeoutMs * 1_000, finish);
      this.driver.wake();
    });
  }

  read(command: unknown, consistency: Consistency, maxStalenessUs: number, timeoutMs: number): Promise<ReadOutcome> {
    if (this.hasEnded) return Promise.resolve({ outcome: "refused", reason: "stopped", leader: this.leader });
    return new Promise((finish) => {
      const read = new WaitingRead(command, consistency, maxStalenessUs, this.expiryUs(timeoutMs), finish);
      this.driver.requests.reads.gather(read);
      this.driver.wake();
    });
  }

  changeMembership(change: MembershipChange, timeoutMs: number): Promise<ChangeOutcome> {
    if (this.wouldLoseQuorum(change)) {
      return Promise.resolve({ outcome: "refused", reason: "quorum-would-be-lost", leader: this.leader });
    }
    return this.order((finish) => changeOrder({ kind: "change-membership", change }, this.expiryUs(timeoutMs), finish));
  }

  async catchUp(id: NodeId, timeoutMs: number): Promise<CatchUpOutcome> {
    const { clock } = this.parts;
    const { raft } = this.state;
    const expiryUs = this.expiryUs(timeoutMs);
    const catching = new CatchingUp(id, this.settings.raft.electionTimeoutUs, raft.view.lastIndex, clock.monotonicUs());
    for (;;) {
      const { leader } = this;
      const nowUs = clock.monotonicUs();
      if (this.hasEnded) return { outcome: "refused", reason: "stopped", leader };
      if (raft.view.role !== "leader") return { outcome: "refused", reason: "not-leader", leader };
      if (catching.hasCaughtUp(raft.status(), nowUs) && this.driver.contacts.answers(id)) {
        return { outcome: "caught-up" };
      }
      if (nowUs >= expiryUs) return { outcome: "refused", reason: "not-caught-up", leader };
      await setTimeout(CATCH_UP_INTERVAL_MS);
    }
  }

  announce(id: NodeId, address: NodeAddress, timeoutMs: number): Promise<WriteOutcome> {
    return this.write(announcementOf(id, address).asked, timeoutMs);
  }

  transfer(to: NodeId, timeoutMs: number): Promise<HandOverOutcome> {
    return this.order((finish) => transferOrder(to, this.expiryUs(timeoutMs), finish));
  }

  takeSnapshot(timeoutMs: number): Promise<SnapshotOutcome> {
    const { appliedIndex, snapshotIndex } = this.state.raft.view;
    if (appliedIndex <= snapshotIndex) return Promise.resolve({ outcome: "nothing-new", index: snapshotIndex });
    return this.order((finish) => snapshotOrder(appliedIndex, this.expiryUs(timeoutMs), finish));
  }

  status(): NodeStatus {
    const { machine, raft, storage } = this.state;
    return {
      raft: raft.status(),
      addresses: this.driver.peers.addresses,
      storage: { ...storage.status, bytes: bytesOf(this.parts.files) },
      transport: this.parts.transport.counters,
      keys: machine.keys,
      startedAtMs: this.startedAtMs,
      failure: this.failure,
    };
  }

  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async end(): Promise<void> {
    if (this.failure === undefined) {
      const patienceMs = (HAND_OVER_TIMEOUTS * this.settings.raft.electionTimeoutUs) / 1_000;
      if (this.state.raft.view.role === "leader") await this.transfer(0, patienceMs);
    }
    this.hasStopped = true;
    await this.driver.end();
    await this.parts.transport.close();
    await this.parts.runner.close();
  }

  private order<Outcome>(create: (finish: (outcome: Outcome) => void) => Order): Promise<Outcome> {
    return new Promise((finish) => {
      const order = create(finish);
      if (this.hasEnded) order.giveUp("stopped", this.leader);
      else {
        this.driver.requests.orders.gather(order);
        this.driver.wake();
      }
    });
  }

  /** A change that could not be committed could not be taken back either: the cluster would stand still for good. */
  private wouldLoseQuorum(change: MembershipChange): boolean {
    const { configuration, role } = this.state.raft.view;
    const next = configurationAfter(configuration, change);
    if (role !== "leader" || typeof next === "string") return false;
    const members = allMembers(next);
    return !isQuorumOf(next, new Set(members.filter((id) => id === this.id || this.driver.contacts.answers(id))));
  }

  private get hasEnded(): boolean {
    return this.hasStopped || this.failure !== undefined;
  }

  private expiryUs(timeoutMs: number): number {
    return this.parts.clock.monotonicUs() + timeoutMs * 1_000;
  }
}

function messageOf(error: Error, settings: NodeSettings): string {
  return error instanceof DamagedFile ? damageOf(settings, error).message : error.message;
}
