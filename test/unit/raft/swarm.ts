import {
  allMembers,
  type Entry,
  type Input,
  type MembershipStep,
  type Message,
  NO_LIMIT,
  Output,
  Raft,
  type RaftOptions,
  type SnapshotRead,
} from "../../../src/raft/index.ts";
import { Random } from "../../../src/raft/random.ts";
import { Disk, SNAPSHOT_BYTES } from "./disk.ts";
import { Onlooker } from "./onlooker.ts";
import { frozenCopy, type Recording } from "./recording.ts";

type Fetched = Input & { readonly kind: "fetched" };

export interface Server {
  readonly id: number;
  readonly options: RaftOptions;
  readonly disk: Disk;
  raft: Raft | undefined;
  nowUs: number;
  appliedIndex: number;
  applyTo: number;
  lastWrite: number;
  fetched: Fetched[];
  reads: SnapshotRead[];
  /** The snapshot that is being saved; 0: none. */
  savingIndex: number;
  /** Ranges that a machine had begun to apply when a snapshot took its place: their reports come late. */
  lateReports: number[];
  recording: Recording;
}

/**
 * One to five cores under everything that a driver may lawfully do to them, chosen by a seed: messages lost, doubled and
 * overtaken, links cut, crashes that lose what was not written, writes reported late and several at once, slow machines,
 * fetches and reads of snapshots answered late, with what was replaced meanwhile, or with nothing. In half of them two
 * more cores join later, and the membership keeps changing. An onlooker watches every step.
 */
export class Swarm {
  readonly servers: Server[] = [];
  /** Every incarnation so far. */
  readonly recordings: Recording[] = [];
  readonly exercised = {
    commits: 0,
    fetches: 0,
    rejections: 0,
    truncations: 0,
    terms: 0,
    crashes: 0,
    changes: 0,
    joints: 0,
    snapshots: 0,
    compactions: 0,
    installations: 0,
    installationsWhileApplying: 0,
    chunksOutOfOrder: 0,
    refusedAsOld: 0,
  };
  private readonly random: Random;
  private readonly onlooker = new Onlooker();
  private readonly output = new Output();
  private readonly changesMembership: boolean;
  private readonly cutLinks = new Set<string>();
  private inFlight: Message[] = [];
  /** One chance out of so many to crash is taken; a server that is down takes each chance to restart. */
  private readonly upTimes: number;
  private commands = 0;
  private steps = 0;

  constructor(seed: number, limits: Partial<RaftOptions> = {}) {
    this.random = new Random(seed);
    const size = 1 + (seed % 5);
    this.upTimes = this.pick([1, 5, 20]);
    const shared = {
      founders: Array.from({ length: size }, (_, position) => position + 1),
      electionTimeoutUs: 100_000,
      heartbeatIntervalUs: 20_000,
      preVote: this.chance(2),
      checkQuorum: this.chance(2),
      leaseUs: 0,
      maxMessageBytes: this.pick([1, 20, 200]),
      maxInflightMessages: this.pick([1, 2, 8]),
      maxInflightBytes: this.pick([1, 30, 500]),
      maxUncommittedBytes: this.pick([15, 60, 400]),
      maxCachedBytes: this.pick([1, 40, 1000]),
      snapshotIntervalEntries: this.pick([2, 10, NO_LIMIT]),
      snapshotIntervalBytes: this.pick([50, NO_LIMIT]),
      snapshotIntervalUs: this.pick([50_000, NO_LIMIT]),
      keptEntries: this.pick([0, 3, 20]),
      snapshotChunkBytes: this.pick([10, 40, 1000]),
      maxPendingReads: 1,
      ...limits,
    };
    this.changesMembership = this.chance(2);
    const joiners = this.changesMembership ? [size + 1, size + 2] : [];
    for (const id of [...shared.founders, ...joiners]) {
      const founders = joiners.includes(id) ? [] : shared.founders;
      const options = { ...shared, founders, id, seed: seed * 31 + id };
      const recording: Recording = { options, durable: new Disk().durableState(), startUs: 0, steps: [] };
      const counts = { nowUs: 0, appliedIndex: 0, applyTo: 0, lastWrite: 0, savingIndex: 0 };
      const rest = { raft: undefined, ...counts, fetched: [], reads: [], lateReports: [], recording };
      this.servers.push({ id, options, disk: new Disk(this.onlooker.committed), ...rest });
      this.restart(this.servers[id - 1]!);
    }
  }

  run(events: number): void {
    for (let event = 0; event < events; event++) this.happen(this.random.below(102), this.pick(this.servers));
  }

  private happen(roll: number, server: Server): void {
    if (roll < 40) this.deliverOne();
    else if (roll < 60) this.finishWrites(server, 1 + this.random.below(3));
    else if (roll < 75) this.passTime(this.random.below(8_000));
    else if (roll < 84) this.propose(server);
    else if (roll < 91) this.reportApplied(server, this.chance(2));
    else if (roll < 94) this.answerFetch(server);
    else if (roll < 95) this.answerRead(server);
    else if (roll < 96) this.crashOrRestart(server);
    else if (roll < 97) this.cutOrHeal(server);
    else if (roll < 98) this.step(server, { kind: "unreachable", peer: this.pick(this.servers).id });
    else if (roll < 100) this.inFlight.splice(this.random.below(this.inFlight.length + 1), 1);
    else if (this.changesMembership) this.changeMembership(server);
  }

  /** Faults stop. True as soon as there is a leader and every log is committed and applied on all members. */
  settle(): boolean {
    this.cutLinks.clear();
    for (const server of this.servers) if (server.raft === undefined) this.restart(server);
    for (let round = 0; round < 3_000; round++) {
      const stepsBefore = this.steps;
      for (const server of this.servers) {
        this.finishWrites(server, Number.POSITIVE_INFINITY);
        this.reportApplied(server, false);
        for (const input of server.fetched.splice(0))
          this.step(server, { ...input, entries: this.read(server, input) });
        for (const read of server.reads.splice(0)) this.step(server, pieceFor(server, read));
      }
      for (const message of this.inFlight.splice(0))
        this.step(this.servers[message.to - 1]!, { kind: "message", message });
      const leader = this.leader;
      if (leader !== undefined && this.membersOf(leader).every((server) => isLevel(server, leader))) return true;
      if (this.steps === stepsBefore) {
        const delays = this.servers.map(({ raft, nowUs }) => raft!.deadlineUs - nowUs);
        this.passTime(Math.max(0, Math.min(...delays)));
      }
    }
    return false;
  }

  get leader(): Server | undefined {
    const leaders = this.servers.filter(({ raft }) => raft?.view.role === "leader");
    return leaders.sort((left, right) => right.raft!.view.term - left.raft!.view.term)[0];
  }

  private membersOf(leader: Server): Server[] {
    return allMembers(leader.raft!.view.configuration).map((id) => this.servers[id - 1]!);
  }

  /** Steps a server that is up, carries out what it asks for, and lets the onlooker judge. */
  step(server: Server, input: Input): void {
    const { raft, disk } = server;
    if (raft === undefined) return;
    this.steps++;
    const before = this.onlooker.before(server);
    raft.step(server.nowUs, input, this.output);
    const output = frozenCopy(this.output);
    server.recording.steps.push({ nowUs: server.nowUs, input, output });
    for (const write of output.writes) {
      server.lastWrite++;
      if (write.number !== server.lastWrite)
        throw new Error(`write ${write.number} came as number ${server.lastWrite}`);
      if (write.kind === "append" && write.entries[0]!.index <= before.log.length) this.exercised.truncations++;
      if (write.kind === "append") {
        for (const { kind, data } of write.entries) {
          if (kind !== "configuration") continue;
          this.exercised.changes++;
          if (data.outgoing.length > 0) this.exercised.joints++;
        }
      }
      disk.begin(write);
    }
    this.onlooker.after(server, before, input, output);
    this.inFlight.push(...output.messages);
    this.inFlight.splice(0, this.inFlight.length - 200);
    this.countSnapshots(server, input, output);
    if (output.takeSnapshot !== undefined) {
      disk.beginSave(output.takeSnapshot);
      server.savingIndex = output.takeSnapshot.index;
    }
    if (output.restore !== undefined) {
      if (server.applyTo > server.appliedIndex) server.lateReports.push(server.applyTo);
      server.applyTo = output.restore.index;
    }
    server.reads.push(...output.snapshotReads);
    if (output.applyTo > 0) server.applyTo = output.applyTo;
    for (const { firstIndex } of output.fetches) {
      this.exercised.fetches++;
      server.fetched.push(this.withEntries(server, firstIndex));
    }
    this.exercised.commits += raft.view.commitIndex - before.commitIndex;
    this.exercised.rejections += output.rejections.length;
    this.exercised.terms = Math.max(this.exercised.terms, raft.view.term);
  }

  private deliverOne(): void {
    const position = this.chance(4) ? this.random.below(this.inFlight.length + 1) : 0;
    const message = this.inFlight[position];
    if (message === undefined) return;
    if (!this.chance(10)) this.inFlight.splice(position, 1);
    if (!this.cutLinks.has(`${message.from} ${message.to}`))
      this.step(this.servers[message.to - 1]!, { kind: "message", message });
  }

  private finishWrites(server: Server, count: number): void {
    if (server.raft === undefined) return;
    const write = server.disk.finish(count);
    if (write > 0) this.step(server, { kind: "written", write });
    const { disk, savingIndex } = server;
    if (savingIndex === 0 || (disk.snapshot?.index ?? 0) < savingIndex) return;
    server.savingIndex = 0;
    this.step(server, { kind: "snapshot-saved", index: savingIndex });
  }

  private countSnapshots(server: Server, input: Input, output: Output): void {
    const { exercised } = this;
    if (output.takeSnapshot !== undefined) exercised.snapshots++;
    for (const write of output.writes) {
      if (write.kind === "compact") exercised.compactions++;
      if (write.kind !== "install-snapshot") continue;
      exercised.installations++;
      if (server.applyTo > server.appliedIndex) exercised.installationsWhileApplying++;
    }
    if (input.kind !== "message" || input.message.kind !== "snapshot-response") return;
    const { answeredOffset, offset, status } = input.message;
    if (status === "not-needed") exercised.refusedAsOld++;
    if (status === "resume" && offset <= answeredOffset) exercised.chunksOutOfOrder++;
  }

  private passTime(delayUs: number): void {
    for (const server of this.servers) {
      server.nowUs += delayUs;
      if (server.raft !== undefined && server.nowUs >= server.raft.deadlineUs) this.step(server, { kind: "deadline" });
    }
  }

  private propose(server: Server): void {
    const count = this.random.below(4);
    const proposals = Array.from({ length: count }, () => ({
      data: ++this.commands,
      bytes: 1 + this.random.below(20),
    }));
    this.step(this.chance(2) ? (this.leader ?? server) : server, { kind: "propose", proposals });
  }

  private changeMembership(server: Server): void {
    const steps = Array.from({ length: 1 + this.random.below(3) }, (): MembershipStep => {
      const kind = this.pick<MembershipStep["kind"]>(["add-voter", "add-voter", "add-learner", "remove"]);
      return { kind, node: this.pick(this.servers).id };
    });
    const transition = this.pick<"auto" | "implicit" | "explicit">(["auto", "auto", "implicit", "explicit"]);
    const change = this.chance(4) ? ({ kind: "leave" } as const) : ({ kind: "change", steps, transition } as const);
    this.step(this.chance(5) ? server : (this.leader ?? server), { kind: "change-membership", change });
  }

  private reportApplied(server: Server, isPartial: boolean): void {
    const late = server.lateReports.shift();
    if (late !== undefined) this.step(server, { kind: "applied", index: late });
    const lag = server.applyTo - server.appliedIndex;
    if (lag <= 0) return;
    const index = isPartial ? server.appliedIndex + this.random.below(lag + 1) : server.applyTo;
    server.appliedIndex = index;
    this.step(server, { kind: "applied", index });
  }

  /** Late, with what was there when it was asked for or what is there now, or with nothing. */
  private answerFetch(server: Server): void {
    const input = server.fetched.shift();
    if (input === undefined) return;
    const entries = this.chance(6) ? [] : this.chance(2) ? input.entries : this.read(server, input);
    this.step(server, { ...input, entries });
  }

  private withEntries(server: Server, firstIndex: number): Fetched {
    const question: Fetched = { kind: "fetched", firstIndex, entries: [] };
    return { ...question, entries: this.read(server, question) };
  }

  private read({ disk }: Server, { firstIndex }: Fetched): readonly Entry[] {
    return disk.read(firstIndex, 1 + this.random.below(4));
  }

  /** Late, and now and then with nothing, though it is there. */
  private answerRead(server: Server): void {
    const read = server.reads.shift();
    if (read === undefined) return;
    const piece = pieceFor(server, read);
    this.step(server, this.chance(8) ? { ...piece, data: undefined } : piece);
  }

  private crashOrRestart(server: Server): void {
    if (server.raft === undefined) {
      this.restart(server);
      return;
    }
    if (!this.chance(this.upTimes)) return;
    this.exercised.crashes++;
    server.raft = undefined;
    server.disk.loseUnfinished();
    Object.assign(server, { fetched: [], reads: [], lateReports: [], savingIndex: 0 });
  }

  private restart(server: Server): void {
    const whole = server.disk.durableState();
    const machineIndex = server.appliedIndex - this.random.below(Math.min(server.appliedIndex, 9) + 1);
    const appliedIndex = Math.max(machineIndex, whole.appliedIndex);
    const tail = whole.tail.slice(this.random.below(whole.tail.length + 1));
    const durable = { ...whole, tail, appliedIndex };
    server.recording = { options: server.options, durable, startUs: server.nowUs, steps: [] };
    this.recordings.push(server.recording);
    server.raft = Raft.start(server.options, durable, server.nowUs);
    Object.assign(server, { appliedIndex, applyTo: appliedIndex, lastWrite: 0 });
  }

  private cutOrHeal({ id }: Server): void {
    if (this.chance(2)) this.cutLinks.clear();
    else for (const { id: to } of this.servers) if (this.chance(2)) this.cutLinks.add(`${id} ${to}`).add(`${to} ${id}`);
  }

  private chance(oneOutOf: number): boolean {
    return this.random.below(oneOutOf) === 0;
  }

  private pick<T>(choices: readonly T[]): T {
    return choices[this.random.below(choices.length)]!;
  }
}

function pieceFor(
  { disk }: Server,
  { peer, index, offset, maxBytes }: SnapshotRead,
): Input & { kind: "snapshot-chunk" } {
  const data = disk.snapshot?.index === index && offset < SNAPSHOT_BYTES ? disk.snapshot : undefined;
  const bytes = Math.min(maxBytes, SNAPSHOT_BYTES - offset);
  return { kind: "snapshot-chunk", peer, index, offset, data, bytes, isLast: offset + bytes === SNAPSHOT_BYTES };
}

function isLevel({ raft }: Server, leader: Server): boolean {
  const { lastIndex, term } = leader.raft!.view;
  const view = raft!.view;
  return (
    view.term === term &&
    view.lastIndex === lastIndex &&
    view.commitIndex === lastIndex &&
    view.appliedIndex === lastIndex
  );
}
