import type { Model, State } from "./model.ts";
import type { ClientOperation } from "./operation.ts";
import { type Partition, partition } from "./partition.ts";
import { type Refusal, refusalOf } from "./refusal.ts";
import { Search } from "./search.ts";

/** How many steps a key gets in the first round. Each round gives twice as many as the one before. */
const FIRST_TURN = 1000;
/** But never fewer than these for each of its operations: most keys are decided in one turn, and what it took is let go. */
const LEAST_STEPS_PER_OPERATION = 4;

export const DEFAULT_STEPS = 20_000_000;

/** Unknown: the steps ended before the search did. */
export type Verdict = "linearizable" | "not-linearizable" | "unknown";

export interface Linearizability<Command, Result> {
  readonly verdict: Verdict;
  /** How many steps it took. */
  readonly steps: number;
  /** Of a history that is not linearizable. */
  readonly refusal?: Refusal<Command, Result>;
}

/**
 * Whether a history is linearizable: whether each operation can have taken effect at one moment between its call and its
 * return, so that together they are a run of the model. An operation that did not return may have taken effect or not.
 *
 * The search is cut off after so many steps, never by the clock: equal histories get equal verdicts on any machine.
 */
export function checkLinearizable<Command, Result, Held extends State>(
  history: Iterable<ClientOperation<Command, Result>>,
  model: Model<Command, Result, Held>,
  steps = DEFAULT_STEPS,
): Linearizability<Command, Result> {
  const check = new LinearizabilityCheck(history, model);
  check.advance(steps);
  return check.result;
}

/** A key whose search is not over; it begins at its first turn. */
interface Open<Command, Result> {
  readonly part: Partition<Command, Result>;
  search: Search<Command, Result> | undefined;
}

/**
 * The same, in portions of any size. Keys take turns that grow from round to round, so that a small key that fails is
 * found although a large one is hard.
 */
export class LinearizabilityCheck<Command, Result, Held extends State = State> {
  private readonly model: Model<Command, Result, State>;
  /** The keys that have a turn in this round, the first of them now; and those of the next. */
  private round: Open<Command, Result>[];
  private nextRound: Open<Command, Result>[] = [];
  /** How many steps the turns of this round have, and how many the one under way has left. */
  private turn = FIRST_TURN;
  private left = 0;
  private steps = 0;
  private refusal: Refusal<Command, Result> | undefined;

  constructor(history: Iterable<ClientOperation<Command, Result>>, model: Model<Command, Result, Held>) {
    // Only states that the model gave are handed back to it.
    this.model = model as unknown as Model<Command, Result, State>;
    this.round = partition(history, this.model).map((part) => ({ part, search: undefined }));
    this.beginTurn();
  }

  /** As far as it is known by now. */
  get result(): Linearizability<Command, Result> {
    const { steps, refusal } = this;
    if (refusal !== undefined) return { verdict: "not-linearizable", steps, refusal };
    return { verdict: this.decided ? "linearizable" : "unknown", steps };
  }

  get decided(): boolean {
    return this.refusal !== undefined || this.round.length === 0;
  }

  /** Goes on by so many steps at most. */
  advance(steps: number): void {
    const end = this.steps + steps;
    while (!this.decided && this.steps < end) this.goOn(Math.min(this.left, end - this.steps));
  }

  private goOn(steps: number): void {
    const open = this.round[0]!;
    open.search ??= new Search(this.model, open.part.operations);
    const taken = open.search.advance(steps);
    this.steps += taken;
    this.left -= taken;
    const { verdict } = open.search;
    if (verdict === false) this.refusal = refusalOf(this.model, open.part.key, open.search);
    else if (verdict === true) this.endTurn();
    else if (this.left === 0) {
      this.nextRound.push(open);
      this.endTurn();
    }
  }

  private endTurn(): void {
    this.round.shift();
    if (this.round.length === 0) {
      this.round = this.nextRound;
      this.nextRound = [];
      this.turn *= 2;
    }
    this.beginTurn();
  }

  private beginTurn(): void {
    const operations = this.round[0]?.part.operations.length ?? 0;
    this.left = Math.max(this.turn, LEAST_STEPS_PER_OPERATION * operations);
  }
}
