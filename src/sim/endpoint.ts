import type { Clock } from "./clock.ts";
import type { Disk } from "./disk.ts";
import { DEADLINE, DELIVER, DELIVER_DAMAGED, READ_DONE, RESUME, START, SYNCED, UNREACHABLE } from "./event-kind.ts";
import { EventQueue, NO_EVENT } from "./event-queue.ts";
import type { ChoicePurpose, DurableImage, Host, Process, Program, Witness } from "./program.ts";
import { purposeNumber } from "./purpose.ts";
import { Timer } from "./timer.ts";
import type { World } from "./world.ts";

/**
 * One machine of a world: its disk and clock, which outlive crashes, and the process that runs on it.
 *
 * Events bear the number of the incarnation they are for, and are ignored by a later one. Messages do not: they are for
 * whatever runs when they arrive.
 */
export class Endpoint<W extends Witness> implements Process<W> {
  readonly id: number;
  readonly image: DurableImage<W>;
  readonly clock: Clock;
  paused = false;
  /** What runs, from the boot of an incarnation to its crash. */
  program: Program<W> | undefined = undefined;

  private readonly world: World<W>;
  private readonly host: Host<W>;
  private readonly disk: Disk;
  private timer = new Timer();
  private incarnation = 0;
  /** The program has had its first event; nothing else gets to it before. */
  private started = false;
  private resumeAtUs = 0;
  /** Events that came during the pause, in their order. */
  private held: EventQueue | undefined = undefined;

  constructor(world: World<W>, id: number, host: Host<W>, image: DurableImage<W>, clock: Clock, disk: Disk) {
    this.world = world;
    this.id = id;
    this.host = host;
    this.image = image;
    this.clock = clock;
    this.disk = disk;
  }

  get nowUs(): number {
    return this.clock.localTimeUs(this.world.nowUs);
  }

  get witness(): W {
    return this.world.witness;
  }

  send(to: number, payload: unknown, bytes: number, digest: number): void {
    this.transmit(DELIVER, to, payload, bytes, digest);
  }

  sendDamaged(to: number, bytes: number, digest: number): void {
    this.transmit(DELIVER_DAMAGED, to, undefined, bytes, digest);
  }

  write(write: number, record: unknown, bytes: number): void {
    this.world.trace.add(write);
    this.world.trace.add(bytes);
    this.disk.write(write, record);
  }

  read(request: unknown): void {
    this.schedule(this.world.nowUs + this.disk.beginRead(), READ_DONE, 0, request);
  }

  setDeadline(localUs: number): void {
    if (localUs === this.timer.deadlineUs) return;
    if (!Number.isSafeInteger(localUs)) throw new Error(`Endpoint ${this.id} set the deadline ${localUs}.`);
    this.world.trace.addWide(localUs);
    this.timer.deadlineUs = localUs;
    this.armTimer();
  }

  choose(purpose: ChoicePurpose, below: number): number {
    return this.world.choices.below(purposeNumber(purpose), this.id, below);
  }

  /** Begins an incarnation: its program is there now, and its first event follows at this time. */
  boot(): void {
    if (this.program !== undefined) throw new Error(`Endpoint ${this.id} is up and cannot boot.`);
    this.program = this.host.boot(this);
    this.schedule(this.world.nowUs, START, 0, undefined);
  }

  crash(): void {
    if (this.program === undefined) throw new Error(`Endpoint ${this.id} is down and cannot crash.`);
    this.program = undefined;
    this.started = false;
    this.paused = false;
    this.incarnation++;
    this.timer.clear();
    this.dropHeld();
    this.disk.crash(this.image, this.world.witness);
    this.host.crashed(this);
  }

  /** Nothing is handled for so long; what comes meanwhile waits. A pause within a pause can only lengthen it. */
  pause(forUs: number): void {
    if (this.program === undefined) throw new Error(`Endpoint ${this.id} is down and cannot pause.`);
    const untilUs = this.world.nowUs + forUs;
    this.resumeAtUs = this.paused ? Math.max(this.resumeAtUs, untilUs) : untilUs;
    if (!this.paused) this.schedule(untilUs, RESUME, 0, undefined);
    this.paused = true;
  }

  jumpClock(byUs: number): void {
    this.clock.jumpForward(byUs);
    this.armTimer();
  }

  /** Takes an event that is due now; false if it came to nothing, or not yet. */
  take(event: EventQueue): boolean {
    if (!this.concerns(event)) return false;
    if (event.kind === RESUME) return this.resume();
    if (!this.paused) return this.act(event);
    this.hold(event);
    return false;
  }

  /** Begins to sync what the event now ending wrote: all of it by one sync, if the disk is free. */
  beginSync(): void {
    if (!this.disk.canSync) return;
    const lastWrite = this.disk.beginSync();
    this.schedule(this.world.nowUs + this.disk.chooseSyncLatency(), SYNCED, lastWrite, undefined);
  }

  fork(world: World<W>): Endpoint<W> {
    const disk = this.disk.fork(world.choices, world.diskCounters);
    const copy = new Endpoint(world, this.id, this.host, this.image.fork(), this.clock.fork(), disk);
    copy.paused = this.paused;
    copy.program = this.program?.fork();
    copy.timer = this.timer.fork();
    copy.incarnation = this.incarnation;
    copy.started = this.started;
    copy.resumeAtUs = this.resumeAtUs;
    copy.held = this.held?.fork();
    return copy;
  }

  private concerns(event: EventQueue): boolean {
    const { kind, peer, stamp } = event;
    if (kind !== DELIVER && kind !== DELIVER_DAMAGED) return stamp === this.incarnation;
    return this.world.network.arrives(kind, peer, this.id, stamp, this.started);
  }

  private act(event: EventQueue): boolean {
    if (event.kind === DEADLINE && !this.timer.ring(event.timeUs, this.nowUs)) {
      this.armTimer();
      return false;
    }
    this.world.beginEvent(event);
    this.dispatch(event, this.program!);
    this.beginSync();
    this.world.trace.endEvent();
    return true;
  }

  private dispatch(event: EventQueue, program: Program<W>): void {
    switch (event.kind) {
      case START:
        this.started = true;
        program.start(this);
        break;
      case DELIVER:
        this.world.network.delivered(event.peer, this.id, event.ordinal);
        program.receive(this, event.peer, event.payload);
        break;
      case DEADLINE:
        program.deadline(this);
        break;
      case SYNCED:
        this.disk.finishSync(this.image, this.world.witness);
        program.written(this, event.ordinal);
        break;
      case READ_DONE:
        program.readDone(this, event.payload);
        break;
      case UNREACHABLE:
        program.unreachable(this, event.peer);
        break;
      default:
        throw new Error(`Endpoint ${this.id} was given an event of kind ${event.kind}.`);
    }
  }

  private transmit(kind: number, to: number, payload: unknown, bytes: number, digest: number): void {
    const { world } = this;
    world.trace.add(to);
    world.trace.add(bytes);
    world.trace.add(digest);
    world.network.send(world.nowUs, kind, this.id, this.incarnation, to, payload);
  }

  private schedule(timeUs: number, kind: number, ordinal: number, payload: unknown): void {
    this.world.queue.push(timeUs, kind, this.id, 0, this.incarnation, ordinal, payload);
  }

  private armTimer(): void {
    const dueUs = this.timer.arm(this.clock, this.world.nowUs);
    if (dueUs !== NO_EVENT) this.schedule(dueUs, DEADLINE, 0, undefined);
  }

  private hold(event: EventQueue): void {
    this.held ??= new EventQueue();
    const { timeUs, kind, endpoint, peer, stamp, ordinal, payload } = event;
    this.held.push(timeUs, kind, endpoint, peer, stamp, ordinal, payload);
  }

  /**
   * The pause ends, or rather the first of the events held is handled and the next is left to another event like this:
   * the endpoint stays paused until none is left, so that what is due now cannot get before what came earlier.
   */
  private resume(): boolean {
    const { nowUs } = this.world;
    if (nowUs < this.resumeAtUs) {
      this.schedule(this.resumeAtUs, RESUME, 0, undefined);
      return false;
    }
    this.paused = this.held?.pop() ?? false;
    if (!this.paused) return false;
    this.schedule(nowUs, RESUME, 0, undefined);
    return this.act(this.held!);
  }

  /** What had reached a paused endpoint goes with it when it crashes. */
  private dropHeld(): void {
    while (this.held?.pop()) {
      if (this.held.kind === DELIVER) this.world.network.counters.droppedAtDead++;
    }
  }
}
