import { Choices } from "./choices.ts";
import { Clock, type ClockProfile } from "./clock.ts";
import { Disk, type DiskProfile } from "./disk.ts";
import { DiskCounters } from "./disk-counters.ts";
import { EndCounters } from "./ending.ts";
import { Endpoint } from "./endpoint.ts";
import { DIRECT } from "./event-kind.ts";
import { EventQueue } from "./event-queue.ts";
import { withGuard } from "./guard.ts";
import type { LinkConditions, LinkScope } from "./link-conditions.ts";
import { Network, type NetworkProfile } from "./network.ts";
import type { Director, Host, Moment, Process, Program, Witness } from "./program.ts";
import { type Purpose, purposeNumber } from "./purpose.ts";
import { RecordFile } from "./record-file.ts";
import { expandSeed } from "./seed.ts";
import { Trace } from "./trace.ts";

/** The place of the director's choices; endpoints count from 1. */
const DIRECTOR = 0;

/** As many endpoints as the trace packs into one word. */
const MAX_ENDPOINTS = 0x3fff;

export interface WorldOptions<W extends Witness> {
  readonly seed: string;
  /** Endpoints 1 to `nodes` are nodes; the `clients` after them are clients. */
  readonly nodes: number;
  readonly clients: number;
  readonly nodeHost: Host<W>;
  readonly clientHost: Host<W>;
  readonly network: NetworkProfile;
  readonly disk: DiskProfile;
  /** One for each endpoint, in the order of their ids. */
  readonly clocks: readonly ClockProfile[];
  readonly witness: W;
  readonly director: Director<World<W>>;
}

/**
 * A world: endpoints with disks and clocks, a network between them, and a director who decides what happens to them.
 *
 * All endpoints start at time zero. The director first acts when `wakeDirectorAt` has said so, which for the first time
 * is its maker's to do.
 */
export class World<W extends Witness> {
  readonly witness: W;
  readonly director: Director<World<W>>;
  readonly queue: EventQueue;
  readonly choices: Choices;
  readonly network: Network;
  readonly diskCounters: DiskCounters;
  readonly endCounters: EndCounters;
  /** What programs counted, by their names for it. */
  readonly tallies: Map<string, number>;
  readonly trace: Trace;
  private readonly options: WorldOptions<W>;
  private readonly endpoints: readonly Endpoint<W>[];
  private timeUs = 0;

  /** With an original, what `fork` makes: the options then bear the copy's own witness and director. */
  constructor(options: WorldOptions<W>, original?: World<W>) {
    const count = options.nodes + options.clients;
    this.options = options;
    this.witness = options.witness;
    this.director = options.director;
    if (original !== undefined) {
      this.timeUs = original.timeUs;
      this.queue = original.queue.fork();
      this.choices = original.choices.fork();
      this.network = original.network.fork(this.queue, this.choices);
      this.diskCounters = original.diskCounters.fork();
      this.endCounters = original.endCounters.fork();
      this.tallies = new Map(original.tallies);
      this.trace = original.trace.fork();
      this.endpoints = original.endpoints.map((endpoint) => endpoint.fork(this));
      return;
    }
    if (count > MAX_ENDPOINTS) throw new Error(`A world has at most ${MAX_ENDPOINTS} endpoints, not ${count}.`);
    if (options.clocks.length !== count) {
      throw new Error(`There are ${count} endpoints and ${options.clocks.length} clocks.`);
    }
    this.queue = new EventQueue();
    this.choices = new Choices(expandSeed(options.seed), count + 1);
    this.network = new Network(options.network, options.nodes, count, this.queue, this.choices);
    this.diskCounters = new DiskCounters();
    this.endCounters = new EndCounters();
    this.tallies = new Map();
    this.trace = new Trace();
    this.endpoints = options.clocks.map((clock, index) => this.createEndpoint(index + 1, clock));
    for (const endpoint of this.endpoints) endpoint.boot();
  }

  /** Integer microseconds since the beginning. */
  get nowUs(): number {
    return this.timeUs;
  }

  /** Events that were acted on; those that came to nothing (a message lost in flight, a stale timer) do not count. */
  get eventCount(): number {
    return this.trace.events;
  }

  get nodes(): number {
    return this.options.nodes;
  }

  get clients(): number {
    return this.options.clients;
  }

  /** 16 hexadecimal digits that stand for everything that happened so far. */
  fingerprint(): string {
    return this.trace.fingerprint();
  }

  /**
   * Acts on the next event; false if there is none. This is for callers who look at the world after each event: they
   * put the loop inside `withGuard`, which `run` and `runUntil` do on their own.
   */
  step(): boolean {
    while (this.queue.pop()) {
      if (this.handle()) return true;
    }
    return false;
  }

  /** Acts on so many events at most; how many it was. */
  run(maxEvents: number): number {
    return withGuard(() => {
      let events = 0;
      while (events < maxEvents && this.step()) events++;
      return events;
    });
  }

  /** Handles everything up to and including this time, and lets time pass until then. */
  runUntil(timeUs: number): void {
    withGuard(() => {
      while (this.queue.nextTimeUs <= timeUs) {
        this.queue.pop();
        this.handle();
      }
      this.timeUs = Math.max(this.timeUs, timeUs);
    });
  }

  /** A copy that goes on identically and shares nothing mutable. */
  fork(): World<W> {
    const options = { ...this.options, witness: this.witness.fork(), director: this.director.fork() };
    return new World(options, this);
  }

  wakeDirectorAt(timeUs: number): void {
    if (!Number.isSafeInteger(timeUs) || timeUs < this.timeUs) {
      throw new Error(`The director cannot be woken at ${timeUs}: it is ${this.timeUs}.`);
    }
    this.queue.push(timeUs, DIRECT, DIRECTOR, 0, 0, 0, undefined);
  }

  /** The director's next choice of this purpose, in [0, bound). */
  choose(purpose: Purpose, bound: number): number {
    return this.choices.below(purposeNumber(purpose), DIRECTOR, bound);
  }

  /** Undefined while the endpoint is down. */
  program(id: number): Program<W> | undefined {
    return this.endpoint(id).program;
  }

  /** For a director that calls a program as a person would use a machine. */
  process(id: number): Process<W> {
    return this.endpoint(id);
  }

  isUp(id: number): boolean {
    return this.endpoint(id).program !== undefined;
  }

  isPaused(id: number): boolean {
    return this.endpoint(id).pauses.isOn;
  }

  /** What is in memory is gone, and of the unsynced writes what chance says. Messages in flight stay on their way. */
  crash(id: number): void {
    this.endpoint(id).crash();
  }

  /**
   * The endpoint crashes at the end of the next event in which this moment is marked: when that event's messages are sent
   * and its writes made, and none of them is synced. A crash before that calls it off.
   */
  crashAfter(id: number, moment: Moment): void {
    this.endpoint(id).crashAfter(moment);
  }

  /** Calls off what waits for its moment on this endpoint: `crashAfter` and `failNextSync`. */
  disarm(id: number): void {
    this.endpoint(id).disarm();
  }

  /** Starts what is down, from its disk. False if what is on the disk cannot be used: then it stays down. */
  restart(id: number): boolean {
    return this.endpoint(id).boot();
  }

  /** Nothing happens on the endpoint for so long, but its clock goes on. */
  pause(id: number, forUs: number): void {
    this.endpoint(id).pause(forUs);
  }

  /** Ends a pause now: what waited is handled in its order. Of no effect on what is not paused. */
  resume(id: number): void {
    this.endpoint(id).resume();
  }

  /** From now on the endpoint pauses for so long after each event it handles, until this is 0 or it crashes. */
  slowDown(id: number, perEventUs: number): void {
    this.endpoint(id).slowDown(perEventUs);
  }

  /** From now on each sync takes so much longer, by choice from and to inclusive, even after crashes. 0 and 0 end it. */
  slowDisk(id: number, addedMinUs: number, addedMaxUs: number): void {
    this.endpoint(id).disk.slowDown(addedMinUs, addedMaxUs);
  }

  /**
   * The sync under way, or else the next, fails. Of its writes a prefix is durable nevertheless, by choice. The rest is
   * lost, as is whatever is written behind it, though until a crash the program sees it all. A crash before the sync
   * calls it off.
   */
  failNextSync(id: number): void {
    this.endpoint(id).disk.setNextSyncFails(true);
  }

  /** Until it is freed each sync fails, and none of its writes is durable. */
  fillDisk(id: number): void {
    this.endpoint(id).disk.setFull(true);
  }

  freeDisk(id: number): void {
    this.endpoint(id).disk.setFull(false);
  }

  /** Damages what lies on the disk, somewhere. */
  damageDisk(id: number): void {
    this.endpoint(id).disk.file.damage();
  }

  isDamaged(id: number): boolean {
    return this.endpoint(id).disk.file.isDamaged;
  }

  /** What the endpoint's clock shows. */
  localTimeUs(id: number): number {
    return this.endpoint(id).nowUs;
  }

  /** Sets a clock forward; or back, and then it stands still until its true reading has caught up with what it showed. */
  jumpClock(id: number, byUs: number): void {
    this.changeClock(id, (clock) => clock.jump(this.timeUs, byUs));
  }

  /** A clock that stands still goes on at once from what it shows. */
  settleClock(id: number): void {
    this.changeClock(id, (clock) => clock.settle(this.timeUs));
  }

  /** From now on a clock has another rate. */
  setClockRate(id: number, ratePerMille: number): void {
    this.changeClock(id, (clock) => clock.setRate(this.timeUs, ratePerMille));
  }

  /**
   * Cuts one direction of the network between two endpoints; what is in flight there is lost. Cuts are counted, so that
   * those that overlap can end one by one.
   */
  cut(from: number, to: number): void {
    this.network.cut(from, to);
  }

  /** Takes back one cut; asserts that there is one. */
  heal(from: number, to: number): void {
    this.network.heal(from, to);
  }

  isCut(from: number, to: number): boolean {
    return this.network.isCut(from, to);
  }

  /** Cuts both directions between these nodes and all other nodes. Clients reach both sides. */
  partition(group: readonly number[]): void {
    this.network.partition(group);
  }

  /** Every cut is mended. Clogs and conditions stay. */
  healAll(): void {
    this.network.healAll();
  }

  /**
   * Nothing of what is sent over the link from now on arrives before this time: it is held, and then arrives in a burst.
   * A clog within a clog can only lengthen it.
   */
  clog(from: number, to: number, untilUs: number): void {
    this.network.clog(from, to, untilUs);
  }

  /** Ends every clog for what is sent from now on. */
  unclogAll(): void {
    this.network.unclogAll();
  }

  /** What links do to the messages that are sent from now on; to those in flight nothing changes. */
  setConditions(changes: Partial<LinkConditions>, scope: LinkScope = "all"): void {
    this.network.setConditions(changes, scope);
  }

  conditionsOf(from: number, to: number): LinkConditions {
    return this.network.conditionsOf(from, to);
  }

  /** The trace's part of an event, before anything is done about it. */
  beginEvent(event: EventQueue): void {
    const { trace } = this;
    trace.beginEvent();
    this.witness.setNow(trace.events, this.timeUs);
    trace.addWide(this.timeUs);
    trace.add(event.kind | (event.endpoint << 4) | (event.peer << 18));
    trace.add(event.ordinal | 0);
  }

  private handle(): boolean {
    const { queue } = this;
    this.timeUs = queue.timeUs;
    if (queue.kind !== DIRECT) return this.endpoints[queue.endpoint - 1]!.take(queue);
    this.beginEvent(queue);
    this.director.act(this);
    for (const endpoint of this.endpoints) endpoint.endEvent();
    this.trace.endEvent();
    return true;
  }

  private endpoint(id: number): Endpoint<W> {
    const endpoint = this.endpoints[id - 1];
    if (endpoint === undefined) throw new Error(`There is no endpoint ${id} among ${this.endpoints.length}.`);
    return endpoint;
  }

  private changeClock(id: number, change: (clock: Clock) => void): void {
    const endpoint = this.endpoint(id);
    change(endpoint.clock);
    endpoint.clockChanged();
  }

  private createEndpoint(id: number, clock: ClockProfile): Endpoint<W> {
    const { options } = this;
    const host = id <= options.nodes ? options.nodeHost : options.clientHost;
    const { choices, diskCounters } = this;
    const file = new RecordFile(options.disk, id, choices, diskCounters, host.createImage(id));
    const disk = new Disk(options.disk, id, choices, diskCounters, file);
    return new Endpoint(this, id, host, new Clock(clock), disk);
  }
}
