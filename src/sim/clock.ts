/** How an endpoint's clock runs. */
export interface ClockProfile {
  /** Local microseconds for every 1,000 of the world's: 1 to 10,000. */
  readonly ratePerMille: number;
  /** What it shows at the world's time zero. */
  readonly offsetUs: number;
}

export const TRUE_CLOCK: ClockProfile = { ratePerMille: 1000, offsetUs: 0 };

/** Below this the quotients here are exact: no multiple of a divisor lies within a rounding error of another integer. */
const EXACT = 2 ** 52;

/**
 * An endpoint's own clock, in integer microseconds: a ratio of the world's time, plus an offset, plus all jumps so far.
 * Jumps go forward only, so that it is monotonic. It runs on while its endpoint is down or paused.
 */
export class Clock {
  private readonly ratePerMille: number;
  private offsetUs: number;

  constructor(profile: ClockProfile) {
    const { ratePerMille, offsetUs } = profile;
    if (!Number.isInteger(ratePerMille) || ratePerMille < 1 || ratePerMille > 10_000) {
      throw new Error(`A clock's rate is an integer from 1 to 10,000 per mille, not ${ratePerMille}.`);
    }
    if (!Number.isSafeInteger(offsetUs) || offsetUs < 0) {
      throw new Error(`A clock's offset is an integer of at least 0, not ${offsetUs}.`);
    }
    this.ratePerMille = ratePerMille;
    this.offsetUs = offsetUs;
  }

  /** What it shows at this time of the world. */
  localTimeUs(worldUs: number): number {
    const scaled = worldUs * this.ratePerMille;
    if (scaled >= EXACT) throw new Error(`World time ${worldUs} is beyond what clocks count exactly.`);
    return this.offsetUs + Math.floor(scaled / 1000);
  }

  /** The earliest time of the world at which it shows at least `localUs`, were it never to jump again. */
  worldTimeUs(localUs: number): number {
    const scaled = (localUs - this.offsetUs) * 1000;
    if (scaled >= EXACT) throw new Error(`Local time ${localUs} is beyond what clocks count exactly.`);
    return scaled <= 0 ? 0 : Math.ceil(scaled / this.ratePerMille);
  }

  jumpForward(byUs: number): void {
    if (!Number.isSafeInteger(byUs) || byUs < 0) throw new Error(`A clock jumps forward by an integer, not ${byUs}.`);
    this.offsetUs += byUs;
  }

  fork(): Clock {
    return new Clock({ ratePerMille: this.ratePerMille, offsetUs: this.offsetUs });
  }
}
