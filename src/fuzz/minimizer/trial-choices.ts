import { Choices, Departures, expandSeed, TapedChoices } from "../../sim/index.ts";

/** The choices of a tape, but some of those of some purposes are drawn; and a note of all that departed. */
export class TrialChoices extends TapedChoices {
  /** What departed from the default: a tape of just this makes the same choices. */
  readonly departed: Departures;
  private readonly taped: Departures;
  private readonly salt: string;
  private readonly rarities: readonly number[];
  private readonly drawn: Choices;
  /** Which of those that are drawn seldom are drawn. */
  private readonly sieve: Choices;
  private readonly defaults: TapedChoices;

  /** `rarities` says of a purpose, by its number, that one of so many of its choices is drawn; none if it says nothing. */
  constructor(
    taped: Departures,
    salt: string,
    rarities: readonly number[],
    places: number,
    departed: Departures = new Departures(),
  ) {
    super(taped, places);
    this.taped = taped;
    this.salt = salt;
    this.rarities = rarities;
    this.drawn = new Choices(expandSeed(salt), places);
    this.sieve = new Choices(expandSeed(`${salt}, sieve`), places);
    this.defaults = new TapedChoices(new Departures(), places);
    this.departed = departed;
  }

  override belowAt(what: number, where: number, ordinal: number, bound: number): number {
    const came = this.isDrawn(what, where, ordinal)
      ? this.drawn.belowAt(what, where, ordinal, bound)
      : super.belowAt(what, where, ordinal, bound);
    if (came !== this.defaults.belowAt(what, where, ordinal, bound)) this.departed.set(what, where, ordinal, came);
    return came;
  }

  override chanceAt(what: number, where: number, ordinal: number, perMillion: number): boolean {
    const came = this.isDrawn(what, where, ordinal)
      ? this.drawn.chanceAt(what, where, ordinal, perMillion)
      : super.chanceAt(what, where, ordinal, perMillion);
    if (came) this.departed.set(what, where, ordinal, 1);
    return came;
  }

  override whichAt(what: number, where: number, ordinal: number, sharesPerMillion: readonly number[]): number {
    const came = this.isDrawn(what, where, ordinal)
      ? this.drawn.whichAt(what, where, ordinal, sharesPerMillion)
      : super.whichAt(what, where, ordinal, sharesPerMillion);
    if (came !== 0) this.departed.set(what, where, ordinal, came);
    return came;
  }

  override fork(): TrialChoices {
    const copy = new TrialChoices(this.taped, this.salt, this.rarities, this.places, this.departed.fork());
    copy.copyCounts(this);
    return copy;
  }

  private isDrawn(what: number, where: number, ordinal: number): boolean {
    const rarity = this.rarities[what];
    return rarity !== undefined && (rarity === 1 || this.sieve.belowAt(what, where, ordinal, rarity) === 0);
  }
}
