import type { Clock } from "./clock.ts";
import type { Disk } from "./disk.ts";
import { Ending } from "./ending.ts";
import { DEADLINE, DELIVER, DELIVER_DAMAGED, READ_DONE } from "./event-kind.ts";
import { NO_EVENT } from "./event-queue.ts";
import type { ChoicePurpose, Mark, Process, Program, Witness } from "./program.ts";
import { purposeNumber } from "./purpose.ts";
import { Timer } from "./timer.ts";
import type { World } from "./world.ts";

/**
 * What the program on an endpoint has before it: its way to the network, the disk, the clock and the world's choices.
 */
export abstract class EndpointProcess<W extends Witness> implements Process<W> {
  readonly id: number;
  readonly clock: Clock;
  readonly disk: Disk<W>;
  /** What runs, from the boot of an incarnation to its crash. */
  program: Program<W> | undefined = undefined;

  protected readonly world: World<W>;
  protected timer = new Timer();
  protected ending = new Ending();
  protected incarnation = 0;

  constructor(world: World<W>, id: number, clock: Clock, disk: Disk<W>) {
    this.world = world;
    this.id = id;
    this.clock = clock;
    this.disk = disk;
  }

  get nowUs(): number {
    return this.clock.localTimeUs(this.world.nowUs);
  }

  get witness(): W {
    return this.world.witness;
  }

  get image(): unknown {
    return this.disk.image;
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
    this.mark("write");
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

  mark(mark: Mark): void {
    this.ending.mark(mark);
    if (mark === "lead") this.world.leaderRose();
  }

  tally(name: string): void {
    const { tallies } = this.world;
    tallies.set(name, (tallies.get(name) ?? 0) + 1);
  }

  halt(): void {
    this.assertUp("halt");
    this.ending.halt();
  }

  /** The deadline or the clock was changed: an event may have to be queued, or an earlier one. */
  armTimer(): void {
    const dueUs = this.timer.arm(this.clock, this.world.nowUs);
    if (dueUs !== NO_EVENT) this.schedule(dueUs, DEADLINE, 0, undefined);
  }

  protected schedule(timeUs: number, kind: number, ordinal: number, payload: unknown): void {
    this.world.queue.push(timeUs, kind, this.id, 0, this.incarnation, ordinal, payload);
  }

  protected assertUp(what: string): void {
    if (this.program === undefined) throw new Error(`Endpoint ${this.id} is down and cannot ${what}.`);
  }

  private transmit(kind: number, to: number, payload: unknown, bytes: number, digest: number): void {
    const { world } = this;
    world.trace.add(to);
    world.trace.add(bytes);
    world.trace.add(digest);
    this.mark("send");
    world.network.send(world.nowUs, kind, this.id, this.incarnation, to, payload);
  }
}
