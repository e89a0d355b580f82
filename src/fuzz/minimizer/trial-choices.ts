import { Choices, Departures, type Key, type Purpose, purposeNumber, TapedChoices } from "../../sim/index.ts";

/** The choices of a tape, but those of some purposes are drawn from a key; and a note of all that departed. */
export class TrialChoices extends TapedChoices {
  /** What departed from the default: a tape of just this makes the same choices. */
  readonly departed: Departures;
  private readonly taped: Departures;
  private readonly saltKey: Key;
  private readonly purposes: readonly Purpose[];
  private readonly isDrawn: readonly boolean[];
  private readonly drawn: Choices;
  private readonly defaults: TapedChoices;

  constructor(
    taped: Departures,
    key: Key,
    purposes: readonly Purpose[],
    places: number,
    departed: Departures = new Departures(),
  ) {
    super(taped, places);
    const isDrawn: boolean[] = [];
    for (const purpose of purposes) isDrawn[purposeNumber(purpose)] = true;
    this.taped = taped;
    this.saltKey = key;
    this.purposes = purposes;
    this.isDrawn = isDrawn;
    this.drawn = new Choices(key, places);
    this.defaults = new TapedChoices(new Departures(), places);
    this.departed = departed;
  }

  override belowAt(what: number, where: number, ordinal: number, bound: number): number {
    const came = this.isDrawn[what]
      ? this.drawn.belowAt(what, where, ordinal, bound)
      : super.belowAt(what, where, ordinal, bound);
    if (came !== this.defaults.belowAt(what, where, ordinal, bound)) this.departed.set(what, where, ordinal, came);
    return came;
  }

  override chanceAt(what: number, where: number, ordinal: number, perMillion: number): boolean {
    const came = this.isDrawn[what]
      ? this.drawn.chanceAt(what, where, ordinal, perMillion)
      : super.chanceAt(what, where, ordinal, perMillion);
    if (came) this.departed.set(what, where, ordinal, 1);
    return came;
  }

  override whichAt(what: number, where: number, ordinal: number, sharesPerMillion: readonly number[]): number {
    const came = this.isDrawn[what]
      ? this.drawn.whichAt(what, where, ordinal, sharesPerMillion)
      : super.whichAt(what, where, ordinal, sharesPerMillion);
    if (came !== 0) this.departed.set(what, where, ordinal, came);
    return came;
  }

  override fork(): TrialChoices {
    const copy = new TrialChoices(this.taped, this.saltKey, this.purposes, this.places, this.departed.fork());
    copy.copyCounts(this);
    return copy;
  }
}
