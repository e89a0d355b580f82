import type { Clock } from "./clock.ts";
import type { Disk } from "./disk.ts";
import { EndpointProcess } from "./endpoint-process.ts";
import { DEADLINE, DELIVER, DELIVER_DAMAGED, READ_DONE, RESUME, START, SYNCED, UNREACHABLE } from "./event-kind.ts";
import { type EventQueue, NO_EVENT } from "./event-queue.ts";
import { Pauses } from "./pauses.ts";
import type { Host, Moment, Program, Witness } from "./program.ts";
import type { World } from "./world.ts";

/**
 * One machine of a world: its disk and clock, which outlive crashes, and the process that runs on it.
 *
 * Events bear the number of the incarnation they are for, and are ignored by a later one. Messages do not: they are for
 * whatever runs when they arrive.
 */
export class Endpoint<W extends Witness> extends EndpointProcess<W> {
  pauses = new Pauses();
  private readonly host: Host<W>;
  /** The program has had its first event; nothing else gets to it before. */
  private started = false;

  constructor(world: World<W>, id: number, host: Host<W>, clock: Clock, disk: Disk<W>) {
    super(world, id, clock, disk);
    this.host = host;
  }

  /** Something besides its first event can get to the program now. */
  get isListening(): boolean {
    return this.started && !this.pauses.isOn;
  }

  /**
   * Begins an incarnation: its program is there now, and its first event follows at this time, or as soon as the disk is
   * ready. False if it cannot begin, because of what is on the disk.
   */
  boot(): boolean {
    if (this.program !== undefined) throw new Error(`Endpoint ${this.id} is up and cannot boot.`);
    this.program = this.host.boot(this);
    if (this.program === undefined) return false;
    if (this.disk.settle()) this.awaitSync();
    else this.scheduleStart();
    return true;
  }

  crash(): void {
    this.assertUp("crash");
    this.program = undefined;
    this.started = false;
    this.incarnation++;
    this.timer.clear();
    this.ending.clear();
    // What had reached a paused endpoint goes with it.
    this.pauses.clear((from, ordinal) => this.world.network.nobodyUp(from, this.id, ordinal));
    this.disk.crash(this.world.witness);
    this.host.crashed(this);
  }

  /** Nothing is handled for so long; what comes meanwhile waits. A pause within a pause can only lengthen it. */
  pause(forUs: number): void {
    this.assertUp("pause");
    this.pauses.pauseUntil(this.world.nowUs + forUs);
    this.armWakeUp();
  }

  /** A pause ends now. */
  resume(): void {
    this.pauses.end(this.world.nowUs);
    this.armWakeUp();
  }

  /** After each event it pauses for so long; 0 ends that. */
  slowDown(perEventUs: number): void {
    if (perEventUs > 0) this.assertUp("be slow");
    this.pauses.perEventUs = perEventUs;
  }

  /** It crashes at the end of the next event in which this is marked. */
  crashAfter(moment: Moment): void {
    this.assertUp("crash");
    this.ending.awaited = moment;
  }

  /** Nothing waits for its moment here any more: no crash, and no sync that is to fail. */
  disarm(): void {
    this.ending.awaited = undefined;
    this.disk.setNextSyncFails(false);
  }

  /** Takes an event that is due now; false if it came to nothing, or not yet. */
  take(event: EventQueue): boolean {
    if (!this.concerns(event)) return false;
    if (event.kind === RESUME) return this.wakeUp();
    if (!this.pauses.isOn) return this.act(event);
    this.pauses.hold(event);
    return false;
  }

  /** An event ends in which this endpoint may have had a part: its process ends too, or it syncs what was written. */
  endEvent(): void {
    if (this.ending.isDue(this.world.endCounters)) this.crash();
    else if (this.disk.canSync) this.beginSync();
  }

  fork(world: World<W>): Endpoint<W> {
    const disk = this.disk.fork(world.choices, world.diskCounters);
    const copy = new Endpoint(world, this.id, this.host, this.clock.fork(), disk);
    copy.pauses = this.pauses.fork();
    copy.ending = this.ending.fork();
    copy.program = this.program?.fork();
    copy.timer = this.timer.fork();
    copy.incarnation = this.incarnation;
    copy.started = this.started;
    return copy;
  }

  private beginSync(): void {
    if (this.disk.beginSync()) this.awaitSync();
  }

  private awaitSync(): void {
    const { disk } = this;
    this.schedule(this.world.nowUs + disk.chooseSyncLatency(), SYNCED, disk.coveredWrite, undefined);
  }

  private endSync(program: Program<W>): void {
    const { disk } = this;
    const outcome = disk.finishSync(this.world.witness);
    if (outcome === "next") this.awaitSync();
    else if (outcome === "failed") program.writeFailed(this, disk.coveredWrite);
    else if (this.started) program.written(this, disk.coveredWrite);
    else this.scheduleStart();
  }

  private scheduleStart(): void {
    this.schedule(this.world.nowUs, START, 0, undefined);
  }

  private concerns(event: EventQueue): boolean {
    const { kind, ordinal, peer, stamp } = event;
    if (kind !== DELIVER && kind !== DELIVER_DAMAGED) return stamp === this.incarnation;
    return this.world.network.arrives(kind, peer, this.id, stamp, ordinal, this.started);
  }

  private act(event: EventQueue): boolean {
    if (event.kind === DEADLINE && !this.timer.ring(event.timeUs, this.nowUs)) {
      this.armTimer();
      return false;
    }
    this.world.beginEvent(event);
    this.dispatch(event, this.program!);
    this.endEvent();
    if (this.pauses.perEventUs > 0) this.pause(this.pauses.perEventUs);
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
        this.endSync(program);
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

  private armWakeUp(): void {
    const dueUs = this.pauses.arm(this.world.nowUs);
    if (dueUs !== NO_EVENT) this.schedule(dueUs, RESUME, 0, undefined);
  }

  /** The first of the events held is handled, if it is time, and the next is left to another event like this. */
  private wakeUp(): boolean {
    const event = this.pauses.next(this.world.nowUs);
    this.armWakeUp();
    return event !== undefined && this.act(event);
  }
}
