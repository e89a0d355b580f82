import { DELIVER } from "./event-kind.ts";
import { EventQueue, NO_EVENT } from "./event-queue.ts";

/**
 * What keeps an endpoint from handling its events: a pause, or, if it is slow, a short one after each event. What comes
 * meanwhile is held, and is handled when the pause is over, one event after the other.
 *
 * As with a timer, one queued event wakes the endpoint; when it comes too early a new one is queued.
 */
export class Pauses {
  /** Events are held. It stays on until all of them are handled, so that none can get before what came earlier. */
  isOn = false;
  /** How long the endpoint pauses after each event it handles. */
  perEventUs = 0;
  private untilUs = 0;
  /** When the event that counts is due to wake the endpoint. */
  private wakeAtUs = NO_EVENT;
  /** Events that came during the pause, in their order. */
  private held: EventQueue | undefined = undefined;

  /** Begins a pause. A pause within a pause can only lengthen it. */
  pauseUntil(untilUs: number): void {
    this.untilUs = this.isOn ? Math.max(this.untilUs, untilUs) : untilUs;
    this.isOn = true;
  }

  /** The pause is over, and what is held comes now. */
  end(nowUs: number): void {
    this.untilUs = Math.min(this.untilUs, nowUs);
  }

  /** When to queue an event that wakes the endpoint: `NO_EVENT` if none is needed. */
  arm(nowUs: number): number {
    const dueUs = Math.max(this.untilUs, nowUs);
    if (!this.isOn || dueUs >= this.wakeAtUs) return NO_EVENT;
    this.wakeAtUs = dueUs;
    return dueUs;
  }

  hold(event: EventQueue): void {
    this.held ??= new EventQueue();
    const { timeUs, kind, endpoint, peer, stamp, ordinal, payload } = event;
    this.held.push(timeUs, kind, endpoint, peer, stamp, ordinal, payload);
  }

  /** An event that was queued to wake the endpoint has come: if it is time, the next of the events held. */
  next(nowUs: number): EventQueue | undefined {
    if (nowUs !== this.wakeAtUs) return undefined;
    this.wakeAtUs = NO_EVENT;
    if (nowUs < this.untilUs) return undefined;
    this.isOn = this.held?.pop() ?? false;
    return this.isOn ? this.held : undefined;
  }

  /** The endpoint crashed: what it held goes with it, and of the messages each sender and number are told. */
  clear(goes: (from: number, ordinal: number) => void): void {
    while (this.held?.pop()) if (this.held.kind === DELIVER) goes(this.held.peer, this.held.ordinal);
    this.isOn = false;
    this.perEventUs = 0;
    this.wakeAtUs = NO_EVENT;
  }

  fork(): Pauses {
    const copy = Object.assign(new Pauses(), this);
    copy.held = this.held?.fork();
    return copy;
  }
}
