import {
  allMembers,
  type Configuration,
  configurationOf,
  type Entry,
  type Input,
  isVoter,
  type Message,
  type Output,
  type Proposal,
  type RaftOptions,
  type RaftView,
  type Role,
} from "../../../src/raft/index.ts";
import type { Server } from "./swarm.ts";

/** What a server was before a step. */
export interface Before {
  readonly role: Role;
  readonly term: number;
  readonly commitIndex: number;
  readonly deadlineUs: number;
  readonly log: readonly Entry[];
}

/** Watches servers from the outside, and throws as soon as one does what no server may. */
export class Onlooker {
  private readonly leaders = new Map<number, number>();
  /** The log of each term's leader, as it last was. */
  private readonly leaderLogs = new Map<number, readonly Entry[]>();
  /** It grows. */
  readonly committed: Entry[] = [];
  /** Every server that was ever watched. */
  private readonly servers = new Map<number, Server>();

  before({ raft, disk }: Server): Before {
    const { role, term, commitIndex } = raft!.view;
    return { role, term, commitIndex, deadlineUs: raft!.deadlineUs, log: disk.log };
  }

  /** To be called when the step's writes have been begun. */
  after(server: Server, before: Before, input: Input, output: Output): void {
    const { view, deadlineUs } = server.raft!;
    const log = server.disk.log;
    this.servers.set(server.id, server);
    checkConfiguration(this.knownFounders(server), view, log);
    holds(view.lastIndex === log.length, "the last index is that of the writes", view.lastIndex, log.length);
    holds(view.term >= before.term, "a term never falls", before.term, view.term);
    holds(view.commitIndex >= before.commitIndex, "a commit index never falls", before.commitIndex, view.commitIndex);
    holds(output.deadlineUs === deadlineUs, "the deadline put out is the deadline", output.deadlineUs, deadlineUs);
    if (input.kind === "deadline" || before.deadlineUs > server.nowUs) {
      holds(deadlineUs > server.nowUs, "a deadline is in the future", deadlineUs, server.nowUs);
    }
    this.checkLeader(view);
    if (view.role !== "leader" && view.role !== "follower") {
      holds(view.mayCampaign, "whoever campaigns may", view.id, view.role);
    }
    if (before.role === "leader" && before.term === view.term) this.checkCommitment(server, before, view.commitIndex);
    if (view.role === "leader") this.leaderLogs.set(view.term, log);
    for (let index = before.commitIndex + 1; index <= view.commitIndex; index++) this.checkCommitted(log, index);
    const durable = server.disk.durableState();
    const { durableLog } = server.disk;
    if (view.durableIndex > 0) {
      const [inMemory, onDisk] = [log[view.durableIndex - 1], durableLog[view.durableIndex - 1]];
      holds(inMemory !== undefined && inMemory === onDisk, "what is called durable is on disk", inMemory, onDisk);
    }
    const known = configurationsIn(this.knownFounders(server), [...before.log, ...log]).flatMap(allMembers);
    for (const message of output.messages) checkMessage(server.options, view, log, known, message);
    for (const message of output.messages) {
      if (message.kind.startsWith("pre-vote")) continue;
      holds(durable.term === message.term, "a term is durable before it is spoken of", durable.term, message.term);
      const votedFor = voteIn(message);
      holds(votedFor === 0 || votedFor === durable.votedFor, "a vote is durable before it is spoken of", message);
      if (message.kind === "append-response" || message.kind === "snapshot-response") {
        const place = message.matchIndex - 1;
        const entry = durableLog[place];
        holds(entry === log[place], "what is acknowledged is durable", message, entry);
        if (message.kind === "append-response" && !message.accepted) continue;
        const leaders = this.leaderLogs.get(message.term)?.[place];
        holds(entry === leaders, "what is acknowledged is in the leader's log", message, entry, leaders);
      }
    }
    for (const { firstIndex, lastIndex } of output.fetches) {
      holds(firstIndex <= lastIndex, "a fetch asks for something", firstIndex, lastIndex);
      holds(firstIndex > view.baseIndex, "a fetch asks for what is there", firstIndex, view.baseIndex);
      holds(lastIndex <= view.durableIndex, "only what is durable is fetched", lastIndex, view.durableIndex);
    }
    if (output.applyTo > 0) {
      holds(server.applyTo === server.appliedIndex, "ranges to apply come one at a time", server.applyTo);
      holds(output.applyFrom === server.appliedIndex + 1, "ranges to apply follow each other", output.applyFrom);
      holds(output.applyFrom > server.disk.baseIndex, "what is applied is there", output, server.disk.baseIndex);
      holds(output.applyTo <= Math.min(view.commitIndex, view.durableIndex), "only the committed is applied", view);
    }
    this.checkSnapshots(server, view, output);
    if (input.kind === "propose") checkProposals(server.options, before, view, input.proposals, output);
    else if (input.kind === "change-membership") {
      const taken = log.length > before.log.length;
      holds(taken !== output.rejections.length > 0, "a change is either taken or rejected", output.rejections);
      holds(!taken || before.role === "leader", "only a leader takes changes", before.role);
    } else holds(output.rejections.length === 0, "only proposals and changes are rejected", output.rejections);
  }

  /** What a leader newly commits is on the disks of a majority of each half of the configuration that its log holds. */
  private checkCommitment(server: Server, before: Before, commitIndex: number): void {
    if (commitIndex === before.commitIndex) return;
    // A change that follows from the commit is appended in the same step, and judges only what comes after it.
    const { disk } = server;
    const { voters, outgoing } = configurationsIn(this.knownFounders(server), before.log).at(-1)!;
    const entry = disk.log[commitIndex - 1];
    for (const half of outgoing.length === 0 ? [voters] : [voters, outgoing]) {
      const holders = half.filter((id) => this.servers.get(id)?.disk.durableLog[commitIndex - 1] === entry);
      holds(2 * holders.length > half.length, "a majority holds what is committed", commitIndex, half, holders);
    }
  }

  /** A snapshot is of what was applied, the log is cut only behind one that is durable, and none is older than what is. */
  private checkSnapshots({ disk, appliedIndex, applyTo }: Server, view: RaftView, output: Output): void {
    const { restore, takeSnapshot } = output;
    const durableIndex = disk.snapshot?.index ?? 0;
    holds(view.baseIndex <= view.commitIndex, "a log is cut in what is committed", view);
    if (takeSnapshot !== undefined) {
      const { index, term } = takeSnapshot;
      holds(
        index === appliedIndex && index === applyTo,
        "a snapshot is of a machine that stands still",
        index,
        applyTo,
      );
      holds(term === this.committed[index - 1]?.term, "a snapshot has its entry's term", takeSnapshot);
    }
    for (const write of output.writes) {
      if (write.kind === "compact") holds(write.index <= durableIndex, "a snapshot comes before the cut", write);
      if (write.kind !== "install-snapshot") continue;
      const { index, term } = write.snapshot;
      holds(index > durableIndex && index > appliedIndex, "only newer snapshots are installed", write, appliedIndex);
      holds(term === this.committed[index - 1]?.term, "what is installed is committed", write);
    }
    if (restore !== undefined) holds(restore.index === durableIndex, "what is restored is durable", restore);
  }

  /** A server that joins knows of no founders, until a snapshot stands for them. */
  private knownFounders({ options, raft }: Server): readonly number[] {
    const { baseIndex, snapshotIndex } = raft!.view;
    return baseIndex > 0 || snapshotIndex > 0 ? this.servers.get(1)!.options.founders : options.founders;
  }

  private checkLeader({ role, term, id }: RaftView): void {
    if (role !== "leader") return;
    const leader = this.leaders.get(term) ?? id;
    holds(leader === id, `term ${term} has one leader`, leader, id);
    this.leaders.set(term, id);
  }

  private checkCommitted(log: readonly Entry[], index: number): void {
    const [entry, known] = [log[index - 1], this.committed[index - 1]];
    if (known === undefined) this.committed.push(entry!);
    holds(this.committed[index - 1] === entry, `all agree on what is committed at ${index}`, known, entry);
  }
}

/** The founders', and those in a log. */
function configurationsIn(founders: readonly number[], log: readonly Entry[]): Configuration[] {
  return [configurationOf(founders), ...log.flatMap(({ kind, data }) => (kind === "configuration" ? [data] : []))];
}

/** The latest in the log is in force, and says who may campaign. */
function checkConfiguration(founders: readonly number[], view: RaftView, log: readonly Entry[]): void {
  const configurations = configurationsIn(founders, log);
  const latest = configurations.at(-1)!;
  holds(
    JSON.stringify(view.configuration) === JSON.stringify(latest),
    "the latest configuration in the log is in force",
    latest,
    view.configuration,
  );
  const index = log.findLast(({ kind }) => kind === "configuration")?.index ?? 0;
  holds(
    view.isConfigurationCommitted === index <= view.commitIndex,
    "it is known whether it is committed",
    view.id,
    index,
  );
  const considered = index <= view.commitIndex ? [latest] : configurations.slice(-2);
  const mayCampaign = considered.some((configuration) => isVoter(configuration, view.id));
  holds(view.mayCampaign === mayCampaign, "voters campaign, and those whose removal is not committed", view.id, latest);
}

function checkMessage(
  options: RaftOptions,
  view: RaftView,
  log: readonly Entry[],
  known: readonly number[],
  message: Message,
): void {
  const { from, to, term } = message;
  holds(from === options.id, "a message is from its sender", message);
  holds(to !== from, "a message is to another", message);
  holds(message.kind.endsWith("-response") || known.includes(to), "only members are asked", message, known);
  const ahead = message.kind === "pre-vote-request" ? 1 : 0;
  holds(term === view.term + ahead, "a message carries the current term", message, view.term);
  if (message.kind !== "append-request") return;
  const { entries, prevLogIndex, prevLogTerm } = message;
  holds((log[prevLogIndex - 1]?.term ?? 0) === prevLogTerm, "an append stands on the sender's log", message);
  entries.forEach((entry, position) => {
    const own = log[prevLogIndex + position];
    holds(entry.index === own?.index && entry.term === own.term, "an append carries the sender's log", message);
  });
  holds(bytesOf(entries) <= options.maxMessageBytes || entries.length === 1, "a message is small", message);
}

/** Each proposal is appended, in order, or rejected, with the reason that follows from the definition. */
function checkProposals(
  { maxUncommittedBytes }: RaftOptions,
  before: Before,
  view: RaftView,
  proposals: readonly Proposal[],
  output: Output,
): void {
  const uncommitted = before.log.filter((entry) => entry.index > before.commitIndex && entry.term === before.term);
  let bytes = bytesOf(uncommitted);
  let isFull = false;
  const taken = output.writes.flatMap((write) => (write.kind === "append" ? write.entries : []));
  const rejections = output.rejections.slice();
  for (const proposal of proposals) {
    const isTooLarge = proposal.bytes > maxUncommittedBytes;
    isFull ||= !isTooLarge && bytes + proposal.bytes > maxUncommittedBytes;
    if (before.role === "leader" && !isTooLarge && !isFull) {
      holds(taken.shift()?.data === proposal.data, "a proposal is taken in its turn", proposal, bytes);
      bytes += proposal.bytes;
      continue;
    }
    const reason = before.role !== "leader" ? "not-leader" : isTooLarge ? "proposal-too-large" : "too-much-uncommitted";
    const rejection = rejections.shift();
    holds(
      rejection?.of === "proposal" && rejection.proposal === proposal,
      "a proposal is rejected in its turn",
      proposal,
      bytes,
      rejection,
    );
    holds(rejection?.reason === reason, `a proposal is rejected because of ${reason}`, rejection);
    holds(rejection?.leader === view.leader, "a rejection names the leader", rejection, view.leader);
  }
  holds(taken.length === 0 && rejections.length === 0, "nothing else is taken or rejected", taken, rejections);
}

function voteIn(message: Message): number {
  if (message.kind === "vote-request") return message.from;
  return message.kind === "vote-response" && message.granted ? message.to : 0;
}

export function bytesOf(entries: readonly Entry[]): number {
  return entries.reduce((bytes, entry) => bytes + entry.bytes, 0);
}

function holds(condition: boolean, law: string, ...facts: readonly unknown[]): void {
  if (!condition) throw new Error(`${law}: ${facts.map((fact) => JSON.stringify(fact)).join(", ")}`);
}
