import type { Clock } from "./clock.ts";
import type { Endpoint } from "./endpoint.ts";
import type { LinkConditions, LinkScope } from "./link-conditions.ts";
import type { Network } from "./network.ts";
import type { Moment, Process, Program, Witness } from "./program.ts";

/** What a director may ask of a world's machines and network, and do to them. */
export abstract class Controls<W extends Witness> {
  abstract readonly network: Network;

  /** Integer microseconds since the beginning. */
  abstract get nowUs(): number;

  protected abstract endpoint(id: number): Endpoint<W>;

  /** Undefined while the endpoint is down. */
  program(id: number): Program<W> | undefined {
    return this.endpoint(id).program;
  }

  /** For a director that calls a program as a person would use a machine; to be asked for in each event anew. */
  process(id: number): Process<W> {
    return this.endpoint(id);
  }

  isUp(id: number): boolean {
    return this.endpoint(id).program !== undefined;
  }

  /** Up, past its first event and not paused: what is asked of its program now, it answers now. */
  isListening(id: number): boolean {
    return this.endpoint(id).isListening;
  }

  isPaused(id: number): boolean {
    return this.endpoint(id).pauses.isOn;
  }

  /** What is in memory is gone, and of the unsynced writes what chance says. Messages in flight stay on their way. */
  crash(id: number): void {
    this.endpoint(id).crash();
  }

  /**
   * The endpoint crashes at the end of the next event in which this moment is marked: when that event's messages are
   * sent and its writes made, and none of them is synced. A crash before that calls it off.
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

  /**
   * From now on each sync takes so much longer, by choice from and to inclusive, even after crashes. 0 and 0 end it.
   */
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
    this.endpoint(id).disk.damage();
  }

  isDamaged(id: number): boolean {
    return this.endpoint(id).disk.isDamaged;
  }

  /** What the endpoint's clock shows. */
  localTimeUs(id: number): number {
    return this.endpoint(id).nowUs;
  }

  /**
   * Sets a clock forward; or back, and then it stands still until its true reading has caught up with what it showed.
   */
  jumpClock(id: number, byUs: number): void {
    this.changeClock(id, (clock) => clock.jump(this.nowUs, byUs));
  }

  /** A clock that stands still goes on at once from what it shows. */
  settleClock(id: number): void {
    this.changeClock(id, (clock) => clock.settle(this.nowUs));
  }

  /** From now on a clock has another rate. */
  setClockRate(id: number, ratePerMille: number): void {
    this.changeClock(id, (clock) => clock.setRate(this.nowUs, ratePerMille));
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
   * Nothing of what is sent over the link from now on arrives before this time: it is held, and then arrives in a
   * burst. A clog within a clog can only lengthen it.
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

  private changeClock(id: number, change: (clock: Clock) => void): void {
    const endpoint = this.endpoint(id);
    change(endpoint.clock);
    endpoint.armTimer();
  }
}
