import { NO_EVENT } from "./event-queue.ts";

/** When a director is to act. To ask twice for one time is to ask once. */
export class WakeUps {
  /** `NO_EVENT` if there is none. It is looked at before every event. */
  nextUs = NO_EVENT;
  /** The next is the last of them. */
  private timesUs: number[] = [];

  add(timeUs: number): void {
    const { timesUs } = this;
    let place = timesUs.length;
    while (place > 0 && timesUs[place - 1]! < timeUs) place--;
    if (place === 0 || timesUs[place - 1] !== timeUs) timesUs.splice(place, 0, timeUs);
    this.nextUs = Math.min(this.nextUs, timeUs);
  }

  /** Takes the next one out. */
  take(): void {
    const { timesUs } = this;
    timesUs.pop();
    this.nextUs = timesUs[timesUs.length - 1] ?? NO_EVENT;
  }

  fork(): WakeUps {
    const copy = new WakeUps();
    copy.nextUs = this.nextUs;
    copy.timesUs = this.timesUs.slice();
    return copy;
  }
}
