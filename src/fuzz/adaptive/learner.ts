import { Choices, expandSeed, purposeNumber } from "../../sim/index.ts";
import { StateSet } from "../states/state-set.ts";
import type { StrategyName } from "../strategies/strategy-name.ts";
import { ARMS } from "./arms.ts";
import { Bandit, type Belief, type Yield } from "./bandit.ts";
import { FIRST_ROUNDS, type Rounds, roundsAfter } from "./rounds.ts";

const STRATEGY = purposeNumber("strategy");

/** What is known after so many seeds, as plain data; lists are by arm. */
export interface Learned {
  readonly taken: number;
  readonly rounds: Rounds;
  /** By which seeds are divided in the round under way, and in the next. */
  readonly shares: readonly number[];
  readonly nextShares: readonly number[];
  readonly beliefs: readonly Belief[];
  /** Of the round under way, so far. */
  readonly yields: readonly Yield[];
  /** The abstract states that were reached. */
  readonly reached: string;
}

/** What a seed came to. */
export interface Experience {
  readonly strategy: StrategyName;
  readonly events: number;
  readonly reached: Uint32Array;
}

/**
 * Chooses for each seed of a campaign the strategy by which it is searched, by what the seeds before it brought that
 * was new. What it learns from one round counts from the next round but one: the choices depend on the first seed and
 * on the order of seeds, and not on how many are searched at once, and yet no worker has to wait for another.
 */
export class Learner {
  private readonly choices: Choices;
  private readonly bandit: Bandit;
  private readonly reached: StateSet;
  private yields: Yield[];
  private taken: number;
  private rounds: Rounds;
  private shares: readonly number[];
  private nextShares: readonly number[];

  constructor(firstSeed: string, learned: Learned = beginning()) {
    this.choices = new Choices(expandSeed(firstSeed), 1);
    this.bandit = new Bandit(learned.beliefs);
    this.reached = StateSet.fromText(learned.reached);
    this.yields = learned.yields.map((one) => ({ ...one }));
    this.taken = learned.taken;
    this.rounds = learned.rounds;
    this.shares = learned.shares;
    this.nextShares = learned.nextShares;
  }

  state(): Learned {
    const { bandit, nextShares, reached, rounds, shares, taken, yields } = this;
    const copies = { yields: yields.map((one) => ({ ...one })), reached: reached.asText() };
    return { taken, rounds, shares, nextShares, beliefs: bandit.state(), ...copies };
  }

  /** Whether enough is known to choose for this seed, which is not among those that it was told of. */
  mayChoose(index: number): boolean {
    return index < this.rounds.nextEnd;
  }

  choose(index: number): StrategyName {
    if (index < this.taken || !this.mayChoose(index)) {
      throw new Error(`Nobody chooses for seed ${index} between ${this.taken} and ${this.rounds.nextEnd}.`);
    }
    const shares = index < this.rounds.end ? this.shares : this.nextShares;
    return ARMS[this.choices.whichAt(STRATEGY, 0, index, shares)]!.strategy;
  }

  /** Seeds come in their order. */
  take({ events, reached, strategy }: Experience): void {
    const arm = this.yields[ARMS.findIndex((one) => one.strategy === strategy)]!;
    arm.seeds++;
    arm.events += events;
    for (const state of reached) if (this.reached.add(state)) arm.news++;
    this.skip();
  }

  /** Of a seed on which the lab crashed nothing is known. */
  skip(): void {
    if (++this.taken < this.rounds.end) return;
    this.bandit.learn(this.yields);
    this.yields = nothingYet();
    this.shares = this.nextShares;
    this.nextShares = this.bandit.shares();
    this.rounds = roundsAfter(this.rounds);
  }
}

function beginning(): Learned {
  const bandit = Bandit.withPriors(ARMS);
  const shares = bandit.shares();
  const reached = new StateSet().asText();
  const rest = { beliefs: bandit.state(), yields: nothingYet(), reached };
  return { taken: 0, rounds: FIRST_ROUNDS, shares, nextShares: shares, ...rest };
}

function nothingYet(): Yield[] {
  return ARMS.map(() => ({ seeds: 0, events: 0, news: 0 }));
}
