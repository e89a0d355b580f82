import { chainedHash } from "../../../invariants/hash-chain.ts";
import type { ConfigurationFacts } from "../../../invariants/index.ts";
import { type Call, simple } from "./histories.ts";

interface ToyEntry {
  readonly term: number;
  readonly digest: number;
}

interface ToySnapshot {
  readonly index: number;
  readonly state: number;
}

class ToyNode {
  readonly id: number;
  up = false;
  term = 0;
  vote = 0;
  leads = false;
  log: ToyEntry[] = [];
  durable: ToyEntry[] = [];
  commit = 0;
  applied = 0;
  state = 0;
  /** Up to where the log is known to match that of the term's leader. */
  matched = 0;
  /** The newest durable one. */
  snapshot: ToySnapshot = { index: 0, state: 0 };
  /** The durable log begins after it. */
  base = 0;
  /** One that is installed in memory, on its way to the disk. */
  installed: ToySnapshot | undefined;
  /** As leader: what each node has acknowledged in this term. */
  acknowledged: number[] = [];

  constructor(id: number) {
    this.id = id;
  }
}

export const MOVE_KINDS = [
  "elect",
  "overthrow",
  "propose",
  "replicate",
  "sync",
  "acknowledge",
  "exchange",
  "commit",
  "learn",
  "apply",
  "take",
  "install",
  "leave-behind",
  "crash",
  "start",
] as const;

type MoveKind = (typeof MOVE_KINDS)[number];

export interface Move {
  readonly kind: MoveKind;
  readonly by: number;
  readonly towards: number;
  readonly reach: number;
}

const EVERYBODY = -1;

/**
 * A Raft that an omniscient hand plays by the rules, with messages that arrive at once or never. It makes valid
 * histories: elections, deposed leaders that do not know it, conflicts, crashes that lose what was not
 * synced, snapshots of followers that lag.
 */
export class ToyCluster {
  readonly calls: Call[] = [];
  private readonly nodes: ToyNode[];
  private readonly configuration: ConfigurationFacts;
  private proposals = 0;

  constructor(size: number) {
    this.nodes = Array.from({ length: size }, (_, place) => new ToyNode(place + 1));
    this.configuration = simple(this.nodes.map(({ id }) => id));
    for (const node of this.nodes) this.start(node);
  }

  /**
   * One move: which, by which node, towards which other. Moves of leaders are by one of those who think they lead. A
   * candidate reaches only the nodes in the bit mask `reach`, or, to overthrow a leader behind its back, all but that
   * leader. A move that is not possible does nothing.
   */
  move({ kind, by, towards, reach }: Move): void {
    const node = this.nodes[by % this.nodes.length]!;
    const other = this.nodes[towards % this.nodes.length]!;
    const leaders = this.nodes.filter(({ up, leads }) => up && leads);
    const leader = leaders[by % leaders.length] ?? node;
    const moves: Record<MoveKind, () => void> = {
      elect: () => this.elect(node, reach),
      overthrow: () => this.elect(other, ~(1 << leader.id)),
      propose: () => this.propose(leader),
      replicate: () => this.replicate(leader, other, 1 + (reach % 3)),
      sync: () => this.sync(other),
      acknowledge: () => this.acknowledge(other, leader),
      exchange: () => this.exchange(leader, other),
      commit: () => this.commit(leader),
      learn: () => this.learn(other, leader),
      apply: () => this.apply(node),
      take: () => this.takeSnapshot(leader),
      install: () => this.install(leader, other),
      "leave-behind": () => this.leaveBehind(leader, other),
      crash: () => this.crash(node),
      start: () => this.start(node),
    };
    moves[kind]();
  }

  /** Lets the cluster elect, commit something new and converge. */
  settle(): void {
    for (const node of this.nodes) if (!node.up) this.start(node);
    const newest = [...this.nodes].sort((a, b) => (isUpToDate(a, b) ? -1 : 1))[0]!;
    do this.elect(newest, EVERYBODY);
    while (!newest.leads || this.nodes.some((node) => node.term > newest.term));
    this.propose(newest);
    for (const node of this.nodes) this.exchange(newest, node);
    this.commit(newest);
    for (const node of this.nodes) {
      this.learn(node, newest);
      while (node.applied < node.commit) this.apply(node);
    }
  }

  /** A whole round of replication with one node. */
  private exchange(leader: ToyNode, node: ToyNode): void {
    this.replicate(leader, node, leader.log.length);
    this.sync(node);
    this.acknowledge(node, leader);
  }

  private start(node: ToyNode): void {
    if (node.up) return;
    Object.assign(node, {
      up: true,
      leads: false,
      log: [...node.durable],
      commit: node.snapshot.index,
      applied: node.snapshot.index,
      state: node.snapshot.state,
      installed: undefined,
      matched: 0,
    });
    this.calls.push(
      ["restarted", node.id, node.term, node.vote, node.log.length],
      ["logRestored", node.id, node.base, node.log.slice(node.base), this.configuration],
      ["machineRestored", node.id, node.applied, node.state],
    );
  }

  private crash(node: ToyNode): void {
    if (!node.up) return;
    node.up = false;
    node.leads = false;
    this.calls.push(["crashed", node.id]);
  }

  private adopt(node: ToyNode, term: number, vote: number): void {
    if (node.leads && term > node.term) {
      node.leads = false;
      this.calls.push(["steppedDown", node.id, node.term]);
    }
    if (term > node.term) {
      this.calls.push(["termChanged", node.id, term]);
      node.matched = 0;
    }
    if (term > node.term || vote !== node.vote) this.calls.push(["hardStatePersisted", node.id, term, vote]);
    node.term = term;
    node.vote = vote;
  }

  private elect(node: ToyNode, reach: number): void {
    if (!node.up) return;
    const term = node.term + 1;
    this.adopt(node, term, node.id);
    this.calls.push(["voteRequested", node.id, term]);
    let votes = 1;
    for (const voter of this.nodes) {
      if (voter === node || !voter.up || voter.term > term || (reach & (1 << voter.id)) === 0) continue;
      const voted = voter.term === term ? voter.vote : 0;
      const granted = (voted === 0 || voted === node.id) && isUpToDate(node, voter);
      this.adopt(voter, term, granted ? node.id : voted);
      this.calls.push([granted ? "voteGranted" : "voteRefused", voter.id, term, node.id]);
      if (granted) votes++;
    }
    if (votes * 2 <= this.nodes.length) return;
    node.leads = true;
    node.acknowledged = [];
    this.calls.push(["becameLeader", node.id, term]);
  }

  private append(node: ToyNode, entry: ToyEntry): void {
    node.log.push(entry);
    this.calls.push(["appended", node.id, node.log.length, entry.term, entry.digest]);
  }

  private propose(node: ToyNode): void {
    if (node.up && node.leads) this.append(node, { term: node.term, digest: ++this.proposals });
  }

  private replicate(leader: ToyNode, node: ToyNode, count: number): void {
    if (!leader.up || !leader.leads || !node.up || node === leader || node.term > leader.term) return;
    if (node.term < leader.term) this.adopt(node, leader.term, 0);
    let same = 0;
    while (same < node.log.length && same < leader.log.length && node.log[same] === leader.log[same]) same++;
    const upTo = Math.min(leader.log.length, same + count);
    if (same < upTo && same < node.log.length) {
      node.log.length = same;
      this.calls.push(["truncated", node.id, same + 1]);
    }
    for (let place = same; place < upTo; place++) this.append(node, leader.log[place]!);
    node.matched = upTo;
  }

  private sync(node: ToyNode): void {
    if (!node.up) return;
    if (node.installed !== undefined) this.saveInstalled(node, node.installed);
    const same = commonLength(node);
    if (same < node.durable.length) this.calls.push(["durableTruncated", node.id, same + 1]);
    for (let place = same; place < node.log.length; place++) {
      const { term, digest } = node.log[place]!;
      this.calls.push(["entryPersisted", node.id, place + 1, term, digest]);
    }
    node.durable = [...node.log];
  }

  private acknowledge(node: ToyNode, leader: ToyNode): void {
    if (!node.up || !leader.up || !leader.leads || node.term !== leader.term) return;
    const durable = commonLength(node);
    const index = node === leader ? durable : Math.min(durable, node.matched);
    if (node !== leader) this.calls.push(["appendAcknowledged", node.id, node.term, index, leader.id]);
    leader.acknowledged[node.id] = index;
  }

  private commit(leader: ToyNode): void {
    if (!leader.up || !leader.leads) return;
    const indexes = this.nodes.map(({ id }) => leader.acknowledged[id] ?? 0).sort((a, b) => b - a);
    const index = indexes[Math.floor(this.nodes.length / 2)]!;
    if (index <= leader.commit || leader.log[index - 1]!.term !== leader.term) return;
    leader.commit = index;
    this.calls.push(["committed", leader.id, index, leader.term]);
  }

  private learn(node: ToyNode, leader: ToyNode): void {
    if (!node.up || !leader.up || !leader.leads || node.term !== leader.term) return;
    const index = Math.min(leader.commit, node.matched);
    if (index <= node.commit) return;
    node.commit = index;
    this.calls.push(["committed", node.id, index, node.term]);
  }

  private apply(node: ToyNode): void {
    if (!node.up || node.installed !== undefined || node.applied === node.commit) return;
    const { term, digest } = node.log[node.applied++]!;
    node.state = chainedHash(node.state, term, digest);
    this.calls.push(
      ["commandApplied", node.id, node.applied, 99, digest, node.applied],
      ["applied", node.id, node.applied, node.state],
    );
    if (!node.leads) return;
    this.calls.push(
      ["clientInvoked", 99, digest, { kind: "get", key: "k" }],
      ["clientReturned", 99, digest, node.applied, { previous: undefined, changed: false }],
    );
  }

  private takeSnapshot(node: ToyNode): void {
    if (!node.up || node.installed !== undefined) return;
    while (node.applied < node.commit) this.apply(node);
    if (node.applied === node.snapshot.index || node.applied > commonLength(node)) return;
    node.snapshot = { index: node.applied, state: node.state };
    this.calls.push(["snapshotTaken", node.id, node.applied, node.state, this.configuration]);
    node.base = node.applied;
    this.calls.push(["durableCompacted", node.id, node.applied]);
  }

  /** All but one go on, and the leader takes a snapshot. */
  private leaveBehind(leader: ToyNode, node: ToyNode): void {
    this.propose(leader);
    for (const other of this.nodes) if (other !== node) this.exchange(leader, other);
    this.commit(leader);
    this.takeSnapshot(leader);
  }

  /** The leader's snapshot comes to a node that lacks its last entry. */
  private install(leader: ToyNode, node: ToyNode): void {
    const { index } = leader.snapshot;
    if (!leader.up || !leader.leads || !node.up || node === leader || node.term > leader.term) return;
    if (index <= node.commit || node.log[index - 1] === leader.log[index - 1]) return;
    if (node.term < leader.term) this.adopt(node, leader.term, 0);
    node.log = leader.log.slice(0, index);
    node.installed = leader.snapshot;
    node.matched = index;
    node.commit = index;
    const { term } = leader.log[index - 1]!;
    this.calls.push(["snapshotInstalled", node.id, index, term, this.configuration]);
    this.calls.push(["committed", node.id, index, node.term]);
  }

  private saveInstalled(node: ToyNode, snapshot: ToySnapshot): void {
    const { index, state } = snapshot;
    node.durable = node.log.slice(0, index);
    Object.assign(node, { snapshot, installed: undefined, applied: index, state, base: index });
    this.calls.push(["snapshotPersisted", node.id, index, node.log[index - 1]!.term]);
    this.calls.push(["machineRestored", node.id, index, state]);
  }
}

/** How much of a node's log is durable. */
function commonLength({ durable, log }: ToyNode): number {
  let length = 0;
  while (length < durable.length && durable[length] === log[length]) length++;
  return length;
}

/** Whether the candidate's log is at least as up to date as the voter's (§5.4.1). */
function isUpToDate(candidate: ToyNode, voter: ToyNode): boolean {
  const own = candidate.log.at(-1)?.term ?? 0;
  const other = voter.log.at(-1)?.term ?? 0;
  return own > other || (own === other && candidate.log.length >= voter.log.length);
}
