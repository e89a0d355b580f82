import {
  type Input,
  type MembershipChange,
  type Message,
  Output,
  Raft,
  type RaftView,
  type ReadConsistency,
  type Write,
} from "../../../src/raft/index.ts";
import { Disk } from "./disk.ts";
import { NO_SNAPSHOTS } from "./no-snapshots.ts";
import { textOfEntry, textOfMessage, textOfRejection, textOfWrite } from "./text.ts";

export interface ClusterOptions {
  /** How many founders there are, and how many servers that begin with nothing. */
  readonly size: number;
  readonly joiners: number;
  readonly preVote: boolean;
  readonly checkQuorum: boolean;
  /** 80 ms of leases, of an election timeout of 100 ms. */
  readonly leases: boolean;
  /** Each message carries one entry at most, but for no-ops. */
  readonly smallMessages: boolean;
}

/** One server: its core, unless it has crashed, its own clock and its disk. */
interface Server {
  readonly id: number;
  raft: Raft | undefined;
  nowUs: number;
  readonly disk: Disk;
}

/**
 * A few cores, driven by hand. Nothing happens by itself: every message stays in flight and every write unfinished until
 * it is told otherwise, and each server's clock stands still. What the servers do is written down in plain words.
 */
export class Cluster {
  readonly servers: Server[] = [];
  private readonly options: ClusterOptions;
  private readonly output = new Output();
  private inFlight: Message[] = [];
  private happened: string[] = [];

  constructor(options: ClusterOptions) {
    this.options = options;
    for (let id = 1; id <= options.size + options.joiners; id++) {
      this.servers.push({ id, raft: undefined, nowUs: 0, disk: new Disk() });
      this.restart(id);
    }
  }

  /** What happened since this was last called, one line each. */
  takeHappened(): string[] {
    const happened = this.happened;
    this.happened = [];
    return happened;
  }

  server(id: number): Server {
    const server = this.servers[id - 1];
    if (server === undefined) throw new Error(`There is no server ${id}.`);
    return server;
  }

  view(id: number): RaftView {
    const { raft } = this.server(id);
    if (raft === undefined) throw new Error(`Server ${id} is down.`);
    return raft.view;
  }

  /** Everything that is not durable is lost; the clock goes on. */
  crash(id: number): void {
    const server = this.server(id);
    server.raft = undefined;
    server.disk.loseUnfinished();
  }

  restart(id: number): void {
    const server = this.server(id);
    const { size, preVote, checkQuorum, leases, smallMessages } = this.options;
    server.raft = Raft.start(
      {
        id,
        founders: id > size ? [] : Array.from({ length: size }, (_, position) => position + 1),
        electionTimeoutUs: 100_000,
        heartbeatIntervalUs: 20_000,
        preVote,
        checkQuorum,
        leaseUs: leases ? 80_000 : 0,
        maxMessageBytes: smallMessages ? 1 : 1_000,
        maxInflightMessages: 4,
        maxInflightBytes: 1_000,
        maxUncommittedBytes: 100,
        maxPendingReads: 100,
        maxCachedBytes: 1_000_000,
        ...NO_SNAPSHOTS,
        seed: id,
      },
      server.disk.durableState(),
      server.nowUs,
    );
  }

  /** Lets the server's clock run without its noticing. */
  wait(id: number, delayUs: number): void {
    this.server(id).nowUs += delayUs;
  }

  /** The server's next deadline comes. */
  reachDeadline(id: number): void {
    const server = this.server(id);
    if (server.raft === undefined) throw new Error(`Server ${id} is down.`);
    server.nowUs = Math.max(server.nowUs, server.raft.deadlineUs);
    this.step(server, { kind: "deadline" });
  }

  /** Stale reads may show what was decided 50 ms ago. */
  read(id: number, consistency: ReadConsistency, names: readonly string[]): void {
    const maxStalenessUs = consistency === "stale" ? 50_000 : 0;
    const reads = names.map((data) => ({ data, consistency, maxStalenessUs }));
    this.step(this.server(id), { kind: "read", reads });
  }

  transfer(id: number, to: number): void {
    this.step(this.server(id), { kind: "transfer", to });
  }

  /** Each command is as many bytes as it has letters. */
  propose(id: number, commands: readonly string[]): void {
    const proposals = commands.map((data) => ({ data, bytes: data.length }));
    this.step(this.server(id), { kind: "propose", proposals });
  }

  changeMembership(id: number, change: MembershipChange): void {
    this.step(this.server(id), { kind: "change-membership", change });
  }

  /** Finishes the server's oldest `count` writes. False when there were none. */
  finishWrites(id: number, count = Number.POSITIVE_INFINITY): boolean {
    const server = this.server(id);
    const write = server.disk.finish(count);
    if (write === 0) return false;
    this.step(server, { kind: "written", write });
    return true;
  }

  /** Takes the messages in flight that `wanted` names out of the network, oldest first. */
  takeMessages(wanted: (message: Message) => boolean): Message[] {
    const taken = this.inFlight.filter(wanted);
    this.inFlight = this.inFlight.filter((message) => !wanted(message));
    return taken;
  }

  send(messages: readonly Message[]): void {
    this.inFlight.push(...messages);
  }

  deliver(message: Message): void {
    const server = this.server(message.to);
    if (server.raft !== undefined) this.step(server, { kind: "message", message });
  }

  private step(server: Server, input: Input): void {
    const { raft } = server;
    if (raft === undefined) throw new Error(`Server ${server.id} is down.`);
    const { role, term, commitIndex } = raft.view;
    const { output } = this;
    raft.step(server.nowUs, input, output);
    const now = raft.view;
    if (now.role !== role || now.term !== term) this.tell(server, `is ${now.role} in term ${now.term}`);
    if (now.commitIndex !== commitIndex) this.tell(server, `commits up to ${now.commitIndex}`);
    this.carryOut(server, output);
    if (output.applyTo === 0) return;
    for (let index = output.applyFrom; index <= output.applyTo; index++) {
      this.tell(server, `applies ${textOfEntry(server.disk.durableEntry(index))}`);
    }
    this.step(server, { kind: "applied", index: output.applyTo });
  }

  private carryOut(server: Server, output: Output): void {
    for (const write of output.writes) this.write(server, write);
    for (const message of output.messages) this.happened.push(textOfMessage(message));
    this.inFlight.push(...output.messages);
    for (const rejection of output.rejections) this.tell(server, textOfRejection(rejection));
    for (const { read, index, by } of output.reads) this.tell(server, `reads ${read.data} at ${index} by ${by}`);
    if (output.transferEnded !== undefined) {
      const { to, outcome } = output.transferEnded;
      this.tell(server, `ends the transfer to ${to}: ${outcome}`);
    }
    if (output.fetches.length > 0) throw new Error("All entries are in memory here: there is nothing to fetch.");
  }

  private write(server: Server, write: Write): void {
    server.disk.begin(write);
    this.tell(server, textOfWrite(write));
  }

  private tell(server: Server, what: string): void {
    this.happened.push(`${server.id} ${what}`);
  }
}
