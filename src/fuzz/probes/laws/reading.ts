import type { Input, RaftOptions } from "../core-types.ts";
import { HardState } from "./hard-state.ts";
import { isSameReign, type Law, messageIn, type Step, sent } from "./law.ts";
import { reachedByQuorum } from "./quorums.ts";

type ReadRequest = Extract<Input, { readonly kind: "read" }>["reads"][number];

/**
 * How reads are answered (dissertation §6.4): by what was asked for, and without asking anybody where what is known is
 * enough.
 */
export class Reading implements Law {
  /** Those that wait, when they came, and whether they came under a lease. */
  private waiting = new Map<ReadRequest, { readonly atUs: number; readonly isLeased: boolean }>();
  /** All that was decided by then stands at or below this index. */
  private knownSinceUs = -1;
  private knownIndex = 0;

  check(step: Step): void {
    const { before, input, nowUs, output, view } = step;
    const message = messageIn(step);
    if (message?.kind === "read-index-response") this.knownIndex = Math.max(this.knownIndex, message.index);
    if (input.kind === "read") {
      const isLeased = before.role === "leader" && before.leaseEndUs > nowUs;
      for (const read of input.reads) this.waiting.set(read, { atUs: nowUs, isLeased });
      this.checkStale(step, input.reads);
    }
    for (const { by, read } of output.reads) {
      const { atUs, isLeased } = this.waiting.get(read) ?? { atUs: -1, isLeased: false };
      checkMeans(read, by, isLeased && read.consistency === "lease");
      if (by === "read-index") this.knownSinceUs = Math.max(this.knownSinceUs, atUs);
      this.waiting.delete(read);
    }
    for (const rejection of output.rejections) if (rejection.of === "read") this.waiting.delete(rejection.read);
    if (view.stopped) this.waiting.clear();
  }

  fork(): Reading {
    const copy = Object.assign(new Reading(), this);
    copy.waiting = new Map(this.waiting);
    return copy;
  }

  /** What is known here is recent enough, and the machine has all of it. */
  private checkStale({ before, nowUs, output, view }: Step, reads: readonly ReadRequest[]): void {
    if (view.stopped) return;
    const hasAll = before.appliedIndex >= Math.max(before.commitIndex, this.knownIndex);
    for (const read of reads) {
      if (read.consistency !== "stale") continue;
      const isBound = read.maxStalenessUs !== Number.MAX_SAFE_INTEGER;
      const isFresh = this.knownSinceUs >= 0 && nowUs - this.knownSinceUs <= read.maxStalenessUs;
      if (isBound && !(hasAll && isFresh)) continue;
      if (output.reads.some((answered) => answered.read === read)) continue;
      throw new Error(
        `a stale read that may show what was so at ${nowUs - read.maxStalenessUs} is not answered at once`,
      );
    }
  }
}

function checkMeans({ consistency }: ReadRequest, by: string, isLeased: boolean): void {
  const means: Readonly<Record<string, readonly string[]>> = {
    linearizable: ["read-index"],
    lease: isLeased ? ["lease"] : ["read-index", "lease"],
    stale: ["read-index", "staleness"],
  };
  if (means[consistency]!.includes(by)) return;
  throw new Error(`a ${consistency} read is answered by ${by}, and not by ${means[consistency]!.join(" or ")}`);
}

/** A follower asks its leader again, when it hears from it, what was not answered for a heartbeat interval. */
export class Asking implements Law {
  private readonly options: RaftOptions;
  private hardState = new HardState();
  private question: { readonly context: number; readonly sentUs: number } | undefined = undefined;

  constructor(options: RaftOptions) {
    this.options = options;
  }

  check(step: Step): void {
    const { nowUs, view } = step;
    this.hardState.note(step);
    const message = messageIn(step);
    if (!isSameReign(step)) this.question = undefined;
    if (message?.kind === "read-index-response" && message.context === this.question?.context)
      this.question = undefined;
    const asked = sent(step, "read-index-request").at(-1);
    if (this.question !== undefined && asked === undefined && this.hardState.isDurable) {
      const isHeard = message?.kind === "append-request" && message.from === view.leader && message.term === view.term;
      const sinceUs = nowUs - this.question.sentUs;
      if (isHeard && view.role === "follower" && sinceUs >= this.options.heartbeatIntervalUs) {
        throw new Error(
          `n${view.leader} was asked ${sinceUs} microseconds ago what is committed, and is not asked again`,
        );
      }
    }
    if (asked !== undefined) this.question = { context: asked.context, sentUs: nowUs };
  }

  fork(): Asking {
    return Object.assign(new Asking(this.options), this, { hardState: this.hardState.fork() });
  }
}

/**
 * At every heartbeat a leader whom reads wait for knows of each round that a quorum of the configuration in force has
 * answered, also where that quorum has become smaller since.
 */
export class Confirming implements Law {
  private begun = 0;
  private answered = new Map<number, number>();
  /** Reads that have come to this leadership, are not answered yet, and came before this step. */
  private waiting = new Set<ReadRequest>();

  check(step: Step): void {
    const { before, input, output, peers, view } = step;
    if (view.role !== "leader" || before.role !== "leader" || before.term !== view.term) {
      this.begun = 0;
      this.answered = new Map();
      this.waiting = new Set();
      if (view.role !== "leader") return;
    }
    const requests = sent(step, "append-request");
    for (const { readRound } of requests) this.begun = Math.max(this.begun, readRound);
    const message = messageIn(step);
    if (message?.kind === "append-response" && message.term === view.term && message.readRound <= this.begun) {
      this.answered.set(message.from, Math.max(this.answered.get(message.from) ?? 0, message.readRound));
    }
    for (const id of this.answered.keys()) if (!peers.some((peer) => peer.id === id)) this.answered.delete(id);
    const isRoundUnderWay =
      this.waiting.size > 0 && before.hasCommittedInTerm && before.appliedIndex >= before.commitIndex;
    const isHeartbeat = input.kind === "deadline" && requests.some(({ entries }) => entries.length === 0);
    if (isRoundUnderWay && isHeartbeat) this.checkConfirmed(step);
    for (const { read } of output.reads) this.waiting.delete(read);
    for (const rejection of output.rejections) if (rejection.of === "read") this.waiting.delete(rejection.read);
    if (input.kind !== "read") return;
    const isDone = (read: ReadRequest) =>
      output.reads.some((one) => one.read === read) ||
      output.rejections.some((one) => one.of === "read" && one.read === read);
    for (const read of input.reads) if (!isDone(read)) this.waiting.add(read);
  }

  fork(): Confirming {
    const copy = new Confirming();
    copy.begun = this.begun;
    copy.answered = new Map(this.answered);
    copy.waiting = new Set(this.waiting);
    return copy;
  }

  private checkConfirmed({ view }: Step): void {
    const reached = reachedByQuorum(view.configuration, (voter) =>
      voter === view.id ? this.begun : (this.answered.get(voter) ?? 0),
    );
    if (view.confirmedRound >= reached) return;
    throw new Error(
      `a quorum has answered round ${reached}, reads wait for it, and ${view.confirmedRound} is confirmed`,
    );
  }
}
