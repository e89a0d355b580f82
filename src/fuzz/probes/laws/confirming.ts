import type { Input } from "../core-types.ts";
import { type Law, messageIn, type Step, sent } from "./law.ts";
import { reachedByQuorum } from "./quorums.ts";

type ReadRequest = Extract<Input, { readonly kind: "read" }>["reads"][number];

/**
 * A leader knows of each round that a quorum has answered as soon as the last of that quorum does, and takes no other for
 * confirmed; and where reads wait for it, it looks again at every heartbeat, as the quorum may have become smaller since.
 */
export class Confirming implements Law {
  readonly about = "when a round of confirmation is over";
  readonly source = "dissertation §6.4";
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
    let isNews = false;
    if (message?.kind === "append-response" && message.term === view.term && message.readRound <= this.begun) {
      isNews = message.readRound > Math.max(this.answered.get(message.from) ?? 0, before.confirmedRound);
      if (isNews) this.answered.set(message.from, message.readRound);
    }
    if (view.confirmedRound > before.confirmedRound) this.checkAnswered(step);
    for (const id of this.answered.keys()) if (!peers.some((peer) => peer.id === id)) this.answered.delete(id);
    // By what the answer commits, the leader may leave a joint configuration: the answer was counted before.
    if (isNews && this.answered.has(message!.from)) this.checkConfirmed(step, before.configuration);
    const isRoundUnderWay =
      this.waiting.size > 0 && before.hasCommittedInTerm && before.appliedIndex >= before.commitIndex;
    const isHeartbeat = input.kind === "deadline" && requests.some(({ entries }) => entries.length === 0);
    if (isRoundUnderWay && isHeartbeat) this.checkConfirmed(step, view.configuration);
    for (const { read } of output.reads) this.waiting.delete(read);
    for (const rejection of output.rejections) if (rejection.of === "read") this.waiting.delete(rejection.read);
    this.checkDone(view);
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

  /** Reads wait for a round that is under way: once all that have begun are confirmed, none waits but for the machine. */
  private checkDone({ appliedIndex, commitIndex, confirmedRound, hasCommittedInTerm }: Step["view"]): void {
    if (this.waiting.size === 0 || !hasCommittedInTerm || appliedIndex < commitIndex) return;
    if (this.begun === 0 || confirmedRound !== this.begun) return;
    throw new Error(`round ${confirmedRound} is confirmed, none follows it, and ${this.waiting.size} reads wait`);
  }

  /**
   * Those who answered are of the configuration that was in force, or of one that this step brought. This server answers
   * whatever it begins, which shows to nobody while it leads nobody.
   */
  private checkAnswered({ before, view }: Step): void {
    const reached = [before.configuration, view.configuration].map((configuration) =>
      reachedByQuorum(configuration, (voter) =>
        voter === view.id ? Number.POSITIVE_INFINITY : (this.answered.get(voter) ?? 0),
      ),
    );
    if (view.confirmedRound <= Math.max(...reached)) return;
    throw new Error(`round ${view.confirmedRound} is taken for confirmed, and no quorum has answered it in this term`);
  }

  private checkConfirmed({ view }: Step, configuration: Step["view"]["configuration"]): void {
    const reached = reachedByQuorum(configuration, (voter) =>
      voter === view.id ? this.begun : (this.answered.get(voter) ?? 0),
    );
    if (view.confirmedRound >= reached) return;
    throw new Error(
      `a quorum has answered round ${reached}, reads wait for it, and ${view.confirmedRound} is confirmed`,
    );
  }
}
