import { Choices } from "./choices.ts";
import { Departures } from "./departures.ts";
import { IS_DRAWN_BY_DEFAULT } from "./purpose.ts";
import { expandSeed, type Key } from "./seed.ts";

/** What is drawn by default too, such as who stands for election first, is drawn from this. */
const DEFAULT_KEY = expandSeed("");

/** The choices of a seed, which notes all that depart from the default. */
export class RecordingChoices extends Choices {
  readonly departures: Departures;
  private readonly defaults: TapedChoices;

  constructor(key: Key, places: number, departures = new Departures()) {
    super(key, places);
    this.departures = departures;
    this.defaults = new TapedChoices(new Departures(), places);
  }

  override belowAt(what: number, where: number, ordinal: number, bound: number): number {
    const came = super.belowAt(what, where, ordinal, bound);
    if (came !== this.defaults.belowAt(what, where, ordinal, bound)) this.departures.set(what, where, ordinal, came);
    return came;
  }

  override chanceAt(what: number, where: number, ordinal: number, perMillion: number): boolean {
    const came = super.chanceAt(what, where, ordinal, perMillion);
    if (came) this.departures.set(what, where, ordinal, 1);
    return came;
  }

  override whichAt(what: number, where: number, ordinal: number, sharesPerMillion: readonly number[]): number {
    const came = super.whichAt(what, where, ordinal, sharesPerMillion);
    if (came !== 0) this.departures.set(what, where, ordinal, came);
    return came;
  }

  override fork(): RecordingChoices {
    const copy = new RecordingChoices(this.key, this.places, this.departures.fork());
    copy.copyCounts(this);
    return copy;
  }
}

/**
 * Choices that come out as by default, but for those on a tape.
 *
 * By default nothing is chosen that need not be: no message is lost, late or doubled, everything takes the shortest
 * time, and of what is not synced a crash leaves nothing. Where that would favour one node over others for ever, the
 * default is drawn, and is the same in every world.
 */
export class TapedChoices extends Choices {
  private readonly departures: Departures;

  constructor(departures: Departures, places: number) {
    super(DEFAULT_KEY, places);
    this.departures = departures;
  }

  /** What is taped may have been chosen among more: then the last that there is comes. */
  override belowAt(what: number, where: number, ordinal: number, bound: number): number {
    const taped = this.departures.get(what, where, ordinal);
    if (taped !== undefined) return Math.min(taped, bound - 1);
    return IS_DRAWN_BY_DEFAULT[what] ? super.belowAt(what, where, ordinal, bound) : 0;
  }

  override chanceAt(what: number, where: number, ordinal: number, _perMillion: number): boolean {
    return this.departures.get(what, where, ordinal) !== undefined;
  }

  override whichAt(what: number, where: number, ordinal: number, _sharesPerMillion: readonly number[]): number {
    return this.departures.get(what, where, ordinal) ?? 0;
  }

  /** Nothing on a tape changes: forks share it. */
  override fork(): TapedChoices {
    const copy = new TapedChoices(this.departures, this.places);
    copy.copyCounts(this);
    return copy;
  }
}
