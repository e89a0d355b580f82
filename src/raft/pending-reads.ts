import type { NodeId } from "./entry.ts";
import type { ReadRequest } from "./input.ts";
import type { AnsweredRead } from "./output.ts";
import { Random } from "./random.ts";

/** Contexts of one incarnation follow each other, so many of them at the most. */
const CONTEXTS = 2 ** 31;
const INCARNATIONS = 2 ** 22;

/**
 * The context before a server's first question. It is drawn anew at each start, from the seed of that start, by a
 * generator of its own: elections have theirs. An answer to a question of an earlier incarnation, which can be too old
 * for the reads of this one, is then not taken for an answer to one of its own.
 */
export function firstContext(seed: number): number {
  return new Random(~seed).below(INCARNATIONS) * CONTEXTS;
}

/** What waits for one round of confirmation at the leader. */
interface ReadBatch {
  readonly round: number;
  readonly sinceUs: number;
  /** What the leader had committed when the round began. */
  readonly index: number;
  readonly reads: readonly ReadRequest[];
  /** Other servers' questions, by who asked: the context of the latest. */
  readonly asked: ReadonlyMap<NodeId, number>;
}

/** What a server has asked its leader about. */
interface ReadQuestion {
  readonly context: number;
  readonly sinceUs: number;
  readonly sentUs: number;
  readonly reads: readonly ReadRequest[];
}

/** That everything decided by `sinceUs` of this server's clock stands at or below `index`. True for ever. */
interface KnownIndex {
  readonly index: number;
  readonly sinceUs: number;
}

/**
 * The reads that wait at one server. Each moves on from list to list until it is put out as answered or rejected:
 * gathered, then under way, in a round of this leader's or in a question to the leader, then ready. When the server's
 * role or leader changes all of them are abandoned, and whoever asked will ask again.
 */
export class PendingReads {
  /** They wait for the next round, or the next question. */
  gathered: ReadRequest[] = [];
  askedOf: Map<NodeId, number> = new Map();
  round: ReadBatch | undefined = undefined;
  question: ReadQuestion | undefined = undefined;
  /** They wait for the machine to apply what they must see. */
  ready: AnsweredRead[] = [];
  abandoned: ReadRequest[] = [];
  known: KnownIndex | undefined = undefined;
  /** What the last question was called. */
  context: number;

  /** The contexts of an incarnation follow `firstContext`, which is its own. */
  constructor(firstContext: number) {
    this.context = firstContext;
  }

  /** How many have been taken in and not been put out. */
  get count(): number {
    const { gathered, question, ready, round } = this;
    return gathered.length + ready.length + (round?.reads.length ?? 0) + (question?.reads.length ?? 0);
  }

  abandon(): void {
    const { gathered, question, ready, round } = this;
    if (round !== undefined) this.abandoned.push(...round.reads);
    if (question !== undefined) this.abandoned.push(...question.reads);
    this.abandoned.push(...ready.map(({ read }) => read), ...gathered);
    this.gathered = [];
    this.askedOf = new Map();
    this.round = undefined;
    this.question = undefined;
    this.ready = [];
  }

  fork(): PendingReads {
    return Object.assign(new PendingReads(this.context), this, {
      gathered: this.gathered.slice(),
      askedOf: new Map(this.askedOf),
      ready: this.ready.slice(),
      abandoned: this.abandoned.slice(),
    });
  }
}
