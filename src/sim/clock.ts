/** How an endpoint's clock runs at first. */
export interface ClockProfile {
  /** Local microseconds for every 1,000 of the world's: 1 to 10,000. */
  readonly ratePerMille: number;
  /** What it shows at the world's time zero. */
  readonly offsetUs: number;
}

export const TRUE_CLOCK: ClockProfile = { ratePerMille: 1000, offsetUs: 0 };

/**
 * Below this the quotients here are exact: no multiple of a divisor lies within a rounding error of another integer.
 */
const EXACT = 2 ** 52;

/**
 * An endpoint's own clock, in integer microseconds. Its true reading is a ratio of the world's time plus all jumps so
 * far. What it shows is monotonic: after a jump back it stands still until the true reading has caught up with it. It
 * runs on while its endpoint is down or paused.
 *
 * Every change begins a new stretch from what the clock has come to, to the thousandth of a microsecond, so that
 * however often the rate changes nothing is gained or lost.
 */
export class Clock {
  private ratePerMille: number;
  /** When the present stretch began, in the world's time, and what the clock showed then. */
  private sinceUs = 0;
  private shownUs: number;
  /** The true reading then, which is less while the clock stands still, and the thousandths of it. */
  private trueUs: number;
  private thousandths = 0;
  /** The time of the world for which it was read last, and what it showed: within one event it is read several times. */
  private readUs = -1;
  private readingUs = 0;

  constructor(profile: ClockProfile) {
    const { ratePerMille, offsetUs } = profile;
    assertRate(ratePerMille);
    if (!Number.isSafeInteger(offsetUs) || offsetUs < 0) {
      throw new Error(`A clock's offset is an integer of at least 0, not ${offsetUs}.`);
    }
    this.ratePerMille = ratePerMille;
    this.shownUs = offsetUs;
    this.trueUs = offsetUs;
  }

  /** What it shows at this time of the world, which is not before its last change. */
  localTimeUs(worldUs: number): number {
    if (worldUs === this.readUs) return this.readingUs;
    const trueUs = this.trueUs + Math.floor(this.scaledSince(worldUs) / 1000);
    this.readUs = worldUs;
    this.readingUs = trueUs < this.shownUs ? this.shownUs : trueUs;
    return this.readingUs;
  }

  /** The earliest time of the world since the last change at which it shows at least `localUs`, were it the last. */
  worldTimeUs(localUs: number): number {
    if (localUs <= this.shownUs) return this.sinceUs;
    const scaled = (localUs - this.trueUs) * 1000 - this.thousandths;
    if (scaled >= EXACT) throw new Error(`Local time ${localUs} is beyond what clocks count exactly.`);
    return this.sinceUs + Math.ceil(scaled / this.ratePerMille);
  }

  /** Moves the true reading, forward or back. */
  jump(nowUs: number, byUs: number): void {
    this.beginStretch(nowUs);
    this.trueUs += byUs;
    if (!Number.isSafeInteger(this.trueUs)) throw new Error(`A clock cannot jump by ${byUs}.`);
    this.shownUs = Math.max(this.shownUs, this.trueUs);
  }

  /** A clock that stands still goes on from what it shows. */
  settle(nowUs: number): void {
    this.beginStretch(nowUs);
    this.trueUs = this.shownUs;
  }

  setRate(nowUs: number, ratePerMille: number): void {
    assertRate(ratePerMille);
    this.beginStretch(nowUs);
    this.ratePerMille = ratePerMille;
  }

  fork(): Clock {
    return Object.assign(Object.create(Clock.prototype) as Clock, this);
  }

  private beginStretch(nowUs: number): void {
    if (nowUs < this.sinceUs) throw new Error(`A clock changed at ${this.sinceUs} cannot change at ${nowUs}.`);
    const scaled = this.scaledSince(nowUs);
    this.trueUs += Math.floor(scaled / 1000);
    this.thousandths = scaled % 1000;
    this.shownUs = Math.max(this.shownUs, this.trueUs);
    this.sinceUs = nowUs;
    this.readUs = -1;
  }

  /** The thousandths of local microseconds from the true reading at the beginning of the stretch to this time. */
  private scaledSince(worldUs: number): number {
    const scaled = (worldUs - this.sinceUs) * this.ratePerMille + this.thousandths;
    if (scaled >= EXACT) throw new Error(`World time ${worldUs} is beyond what clocks count exactly.`);
    return scaled;
  }
}

function assertRate(ratePerMille: number): void {
  if (Number.isInteger(ratePerMille) && ratePerMille >= 1 && ratePerMille <= 10_000) return;
  throw new Error(`A clock's rate is an integer from 1 to 10,000 per mille, not ${ratePerMille}.`);
}
