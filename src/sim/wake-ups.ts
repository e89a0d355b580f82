import { NO_EVENT } from "./event-queue.ts";

/** When a director is to act. To ask twice for one time is to ask once. */
export class WakeUps {
  /** The next is the last of them. */
  private timesUs: number[] = [];

  /** `NO_EVENT` if there is none. */
  get nextUs(): number {
    return this.timesUs.length === 0 ? NO_EVENT : this.timesUs[this.timesUs.length - 1]!;
  }

  add(timeUs: number): void {
    const { timesUs } = this;
    let place = timesUs.length;
    while (place > 0 && timesUs[place - 1]! < timeUs) place--;
    if (place === 0 || timesUs[place - 1] !== timeUs) timesUs.splice(place, 0, timeUs);
  }

  /** Takes the next one out. */
  take(): void {
    this.timesUs.pop();
  }

  fork(): WakeUps {
    const copy = new WakeUps();
    copy.timesUs = this.timesUs.slice();
    return copy;
  }
}
