import { type Choices, purposeNumber } from "../sim/index.ts";

const SWARM_STRENGTH = purposeNumber("swarm-strength");

/** Off, half, as the scenario says, half as much again, twice. */
const DECK = [-2, -1, 0, 1, 2] as const;

/**
 * How strong each fault of a scenario is in each spell of a storm: a thousand spells of one strength would be one
 * network a thousand times (swarm testing).
 *
 * Strengths are dealt from a deck, so that over five spells each comes once, some of them off altogether, and every
 * seed gets the scenario's own figures on average. Each fault has a deck of its own, so that spells differ in which are
 * on.
 */
export class Swarm {
  private readonly choices: Choices;

  constructor(choices: Choices) {
    this.choices = choices;
  }

  /** The share to use in a spell for one that the scenario gives; `place` is the fault's. */
  share(perMillion: number, place: number, spell: number): number {
    if (perMillion === 0) return 0;
    // A share above one half cannot be doubled: it varies as far as it can, both ways alike.
    const reach = Math.min(perMillion, 1_000_000 - perMillion);
    return perMillion + Math.trunc((reach * this.deal(place, spell)) / 2);
  }

  /** The card of a spell: Fisher and Yates, a shuffle for every five spells. */
  private deal(place: number, spell: number): number {
    const round = Math.floor(spell / DECK.length);
    const cards = [...DECK];
    for (let last = cards.length - 1; last > 0; last--) {
      const ordinal = round * DECK.length + last;
      const other = this.choices.belowAt(SWARM_STRENGTH, place, ordinal, last + 1);
      [cards[last], cards[other]] = [cards[other]!, cards[last]!];
    }
    return cards[spell % DECK.length]!;
  }
}
