import { MILLION } from "../../sim/choices.ts";

/** What the seeds that were searched by one arm took and brought, all in one round. */
export interface Yield {
  seeds: number;
  events: number;
  /** Abstract states that no seed before had reached. */
  news: number;
}

/**
 * What is believed of an arm: so many seeds of so many events brought what takes `worth` events on the average of all
 * arms.
 */
export interface Belief {
  readonly seeds: number;
  readonly events: number;
  readonly worth: number;
}

/** What is known of an arm before its first seed. */
export interface Prior {
  /** How much it brings for the same events in comparison with others: 1 is the average. */
  readonly yields: number;
  readonly eventsPerSeed: number;
}

/** Events that say as much of an arm as its prior does: about a dozen seeds. */
const PRIOR_EVENTS = 1_000_000;

/** So much of what rounds have said is kept when another is over: an arm that was good at first may be exhausted. */
const KEPT = 0.75;

/** Every arm has this share of all events at least: nobody knows what it would find tomorrow. */
const LEAST_SHARE = 0.05;

/**
 * Divides time, which is events, among arms, by what those brought that was new. An arm that brings twice as much as
 * another for the same events is given four times as many.
 */
export class Bandit {
  private beliefs: readonly Belief[];

  constructor(beliefs: readonly Belief[]) {
    this.beliefs = beliefs;
  }

  static withPriors(priors: readonly Prior[]): Bandit {
    return new Bandit(
      priors.map(({ eventsPerSeed, yields }) => ({
        seeds: PRIOR_EVENTS / eventsPerSeed,
        events: PRIOR_EVENTS,
        worth: PRIOR_EVENTS * yields,
      })),
    );
  }

  /** As plain data. */
  state(): readonly Belief[] {
    return this.beliefs;
  }

  /**
   * Learns from one round, in which each arm could find the same. What it brought is measured by what all of them did,
   * so that rounds in which little was left to find count like others.
   */
  learn(round: readonly Yield[]): void {
    const news = sum(round.map((arm) => arm.news));
    if (news === 0) return;
    const eventsPerNews = sum(round.map((arm) => arm.events)) / news;
    this.beliefs = this.beliefs.map(({ events, seeds, worth }, arm) => ({
      seeds: seeds * KEPT + round[arm]!.seeds,
      events: events * KEPT + round[arm]!.events,
      worth: worth * KEPT + round[arm]!.news * eventsPerNews,
    }));
  }

  /** Each arm's share of the seeds, out of a million: one whose seeds are long gets fewer for the same time. */
  shares(): number[] {
    const merits = this.beliefs.map(({ events, worth }) => (worth / events) * (worth / events));
    const free = 1 - LEAST_SHARE * merits.length;
    const merit = sum(merits);
    const seeds = this.beliefs.map(
      (belief, arm) => ((LEAST_SHARE + (free * merits[arm]!) / merit) * belief.seeds) / belief.events,
    );
    const whole = sum(seeds);
    const shares = seeds.map((share) => Math.floor((MILLION * share) / whole));
    // What was lost by rounding must go to somebody.
    shares[0]! += MILLION - sum(shares);
    return shares;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
