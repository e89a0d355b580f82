import { Choices } from "./choices.ts";
import { Clock, type ClockProfile } from "./clock.ts";
import { Controls } from "./controls.ts";
import { createDisk } from "./create-disk.ts";
import type { DiskProfile } from "./disk.ts";
import { DiskCounters } from "./disk-counters.ts";
import { EndCounters } from "./ending.ts";
import { Endpoint } from "./endpoint.ts";
import { DELIVER, DELIVER_DAMAGED, READ_DONE, SYNCED } from "./event-kind.ts";
import { EventQueue, NO_EVENT } from "./event-queue.ts";
import type { CreateFiledImage } from "./filed-image.ts";
import { withGuard } from "./guard.ts";
import { Network, type NetworkProfile } from "./network.ts";
import type { Director, Host, Process, Witness } from "./program.ts";
import { type Purpose, purposeNumber } from "./purpose.ts";
import { expandSeed, type Key } from "./seed.ts";
import { Trace } from "./trace.ts";
import { WakeUps } from "./wake-ups.ts";

/** The place of the director's choices; endpoints count from 1. */
const DIRECTOR = 0;

/** As many endpoints as the trace packs into one word. */
const MAX_ENDPOINTS = 0x3fff;

export interface WorldOptions<W extends Witness> {
  readonly seed: string;
  /** How choices are made at so many places; drawn from the seed if not given. */
  readonly createChoices?: (key: Key, places: number) => Choices;
  /** Endpoints 1 to `nodes` are nodes; the `clients` after them are clients. */
  readonly nodes: number;
  readonly clients: number;
  readonly nodeHost: Host<W>;
  readonly clientHost: Host<W>;
  readonly network: NetworkProfile;
  readonly disk: DiskProfile;
  /** Nodes have disks of bytes, and this makes what is on them. Disks of records if not given. */
  readonly createFiledImage?: CreateFiledImage<W>;
  /** One for each endpoint, in the order of their ids. */
  readonly clocks: readonly ClockProfile[];
  readonly witness: W;
  readonly director: Director<World<W>>;
}

/**
 * A world: endpoints with disks and clocks, a network between them, and a director who decides what happens to them.
 *
 * All endpoints start at time zero. The director first acts when `wakeDirectorAt` has said so, which for the first time
 * is its maker's to do. What it does is no event of its own, and comes before all events of the same time: so whoever
 * does the same things at the same times makes the same world, however often it looks on and does nothing.
 */
export class World<W extends Witness> extends Controls<W> {
  readonly witness: W;
  readonly director: Director<World<W>>;
  readonly queue: EventQueue;
  readonly choices: Choices;
  override readonly network: Network;
  readonly diskCounters: DiskCounters;
  readonly endCounters: EndCounters;
  /** What programs counted, by their names for it. */
  readonly tallies: Map<string, number>;
  readonly trace: Trace;
  private readonly options: WorldOptions<W>;
  private readonly endpoints: readonly Endpoint<W>[];
  private readonly wakeUps: WakeUps;
  private timeUs = 0;
  /** The director is to act after the next event in which a program begins to lead. */
  private awaitsLeader = false;
  /** Whose programs the director may have called in the event under way. */
  private called: number[] = [];

  /** With an original, what `fork` makes: the options then bear the copy's own witness and director. */
  constructor(options: WorldOptions<W>, original?: World<W>) {
    super();
    const count = options.nodes + options.clients;
    this.options = options;
    this.witness = options.witness;
    this.director = options.director;
    if (original !== undefined) {
      this.timeUs = original.timeUs;
      this.awaitsLeader = original.awaitsLeader;
      this.called = original.called.slice();
      this.queue = original.queue.fork();
      this.wakeUps = original.wakeUps.fork();
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
    this.wakeUps = new WakeUps();
    const createChoices = options.createChoices ?? ((key, places) => new Choices(key, places));
    this.choices = createChoices(expandSeed(options.seed), count + 1);
    this.network = new Network(options.network, options.nodes, count, this.queue, this.choices);
    this.diskCounters = new DiskCounters();
    this.endCounters = new EndCounters();
    this.tallies = new Map();
    this.trace = new Trace();
    this.endpoints = options.clocks.map((clock, index) => this.createEndpoint(index + 1, clock));
    for (const endpoint of this.endpoints) endpoint.boot();
  }

  override get nowUs(): number {
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

  /** When the last of the messages, syncs and reads now under way arrives or ends; 0 if there are none. */
  underWayUntilUs(): number {
    return this.queue.latestUs([DELIVER, DELIVER_DAMAGED, SYNCED, READ_DONE]);
  }

  /** 16 hexadecimal digits that stand for everything that happened so far. */
  fingerprint(): string {
    return this.trace.fingerprint();
  }

  /**
   * Acts on the next event up to and including this time, or lets the director act; false if there is neither. This is
   * for callers who look at the world after each event: they put the loop inside `withGuard`, which `run` and `runUntil`
   * do on their own.
   */
  step(untilUs = NO_EVENT): boolean {
    for (;;) {
      const nextTimeUs = this.queue.nextTimeUs;
      const wakeUpUs = this.wakeUps.nextUs;
      if (Math.min(nextTimeUs, wakeUpUs) > untilUs) return false;
      if (wakeUpUs <= nextTimeUs && wakeUpUs !== NO_EVENT) {
        this.direct(wakeUpUs);
        return true;
      }
      if (!this.queue.pop()) return false;
      if (this.handle()) return true;
    }
  }

  /** Acts on so many events at most, and lets the director act between them; how many it was. */
  run(maxEvents: number): number {
    return withGuard(() => {
      const before = this.eventCount;
      while (this.eventCount - before < maxEvents && this.step());
      return this.eventCount - before;
    });
  }

  /** Handles everything up to and including this time, and lets time pass until then. */
  runUntil(timeUs: number): void {
    withGuard(() => {
      while (this.step(timeUs));
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
    this.wakeUps.add(timeUs);
  }

  /** The director acts when the event is over in which a program next says that it leads. */
  wakeDirectorAtNextLeader(): void {
    this.awaitsLeader = true;
  }

  /** In the event under way a program has begun to lead. */
  leaderRose(): void {
    if (this.awaitsLeader) this.wakeUps.add(this.timeUs);
    this.awaitsLeader = false;
  }

  /** The director's next choice of this purpose, in [0, bound). */
  choose(purpose: Purpose, bound: number): number {
    return this.choices.below(purposeNumber(purpose), DIRECTOR, bound);
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

  override process(id: number): Process<W> {
    this.called.push(id);
    return super.process(id);
  }

  private handle(): boolean {
    const { queue } = this;
    this.timeUs = queue.timeUs;
    return this.endpoints[queue.endpoint - 1]!.take(queue);
  }

  /** What the director does is told as of the event before. */
  private direct(timeUs: number): void {
    this.timeUs = timeUs;
    this.wakeUps.take();
    this.witness.setNow(this.trace.events, timeUs);
    this.director.act(this);
    if (this.called.length > 0) this.endCalls();
  }

  /** In the order of their numbers, whatever the order of the calls was. */
  private endCalls(): void {
    const { called } = this;
    this.called = [];
    // Hardly ever is it more than one.
    if (called.length > 1) called.sort((one, other) => one - other);
    for (const id of called) this.endpoint(id).endEvent();
  }

  protected override endpoint(id: number): Endpoint<W> {
    const endpoint = this.endpoints[id - 1];
    if (endpoint === undefined) throw new Error(`There is no endpoint ${id} among ${this.endpoints.length}.`);
    return endpoint;
  }

  private createEndpoint(id: number, clock: ClockProfile): Endpoint<W> {
    const { options } = this;
    const host = id <= options.nodes ? options.nodeHost : options.clientHost;
    const createFiledImage = id <= options.nodes ? options.createFiledImage : undefined;
    const disk = createDisk(options.disk, id, this.choices, this.diskCounters, host, createFiledImage);
    return new Endpoint(this, id, host, new Clock(clock), disk);
  }
}
