import type { Message } from "../core-types.ts";
import { HardState } from "./hard-state.ts";
import { isSameReign, type Law, lastWithin, messageIn, type Step, sent } from "./law.ts";

type AppendRequest = Extract<Message, { readonly kind: "append-request" }>;

/**
 * What a follower says to its leader (Raft paper figure 2): at once whatever needs no write, as soon as a write is durable
 * what needed it, no less than is so and nothing twice; and a refusal says where the logs may still agree (§5.3).
 */
export class Acknowledging implements Law {
  readonly about = "what a follower answers its leader";
  readonly source = "Raft paper figure 2, §5.3";
  /** Up to where this log is known to match the leader's, and what it was told of that. */
  private matchedIndex = 0;
  private toldIndex = 0;
  /** Of a snapshot that takes the place of the log: there is nothing to be told before that is durable. */
  private installIndex = 0;
  private hardState = new HardState();

  check(step: Step): void {
    const { before, input, view } = step;
    this.hardState.note(step);
    const wasMatched = this.matchedIndex;
    if (!isSameReign(step)) this.matchedIndex = this.toldIndex = this.installIndex = 0;
    if (step.output.restore !== undefined) checkInstalled(step);
    if (view.role !== "follower" || view.leader === 0) return;
    const message = messageIn(step);
    const isLeaders = message?.from === view.leader && message.term === view.term;
    if (isLeaders && message.kind === "append-request") this.hearEntries(step, message);
    if (isLeaders && message.kind === "snapshot-request") this.hearPiece(step, message.snapshot.index);
    for (const write of step.output.writes) {
      if (write.kind !== "install-snapshot") continue;
      this.installIndex = write.snapshot.index;
      this.match(this.installIndex);
    }

    const acknowledgements = this.checkTold(step);
    const owesNothing = this.hardState.wasDurable && before.durableIndex >= wasMatched;
    if (input.kind === "written" && acknowledgements > 0 && owesNothing && isSameReign(step)) {
      throw new Error(`an acknowledgement up to ${this.matchedIndex} is sent again without need`);
    }
    const dueIndex = Math.min(view.durableIndex, this.matchedIndex);
    // What still waits for a write is told of with it.
    const isWritten = input.kind === "written" && view.durableIndex >= this.installIndex;
    const isDue = isWritten || view.durableIndex >= this.matchedIndex;
    if (this.hardState.isDurable && isDue && dueIndex > this.toldIndex) {
      throw new Error(`n${view.leader} is not told that ${dueIndex} is durable: it knows of ${this.toldIndex}`);
    }
  }

  fork(): Acknowledging {
    return Object.assign(new Acknowledging(), this, { hardState: this.hardState.fork() });
  }

  private match(index: number): void {
    this.matchedIndex = Math.max(this.matchedIndex, index);
  }

  /** A leader that is not answered sends the same piece again and again. */
  private hearPiece(step: Step, index: number): void {
    if (step.before.isMatched) this.match(index);
    const isLast = step.output.writes.some(({ kind }) => kind === "install-snapshot");
    const isOld = step.view.incomingIndex > index;
    if (isLast || isOld || !this.hardState.isDurable || sent(step, "snapshot-response").length > 0) return;
    throw new Error(`a piece of snapshot ${index} is not answered`);
  }

  private hearEntries(step: Step, { entries, from, prevLogIndex, prevLogTerm }: AppendRequest): void {
    const { before, view } = step;
    const lastIndex = prevLogIndex + entries.length;
    const answers = sent(step, "append-response").filter(({ to }) => to === from);
    if (before.isMatched) {
      this.match(lastIndex);
      const needsNoWrite = entries.length === 0 || view.durableIndex >= lastIndex;
      if (needsNoWrite && this.hardState.isDurable && !answers.some(({ accepted }) => accepted)) {
        throw new Error(`a request of n${from} up to ${lastIndex}, for which nothing need be written, is not answered`);
      }
    } else if (this.hardState.wasDurable && this.hardState.isDurable) {
      const expected = lastWithin(view, prevLogIndex, prevLogTerm);
      if (answers.some(({ accepted, hintIndex }) => !accepted && hintIndex === expected)) return;
      throw new Error(`a request of n${from} behind ${prevLogIndex} is not refused with ${expected} as the next place`);
    }
  }

  /** How many acknowledgements there are. What waited for its write may be older than what is known now. */
  private checkTold(step: Step): number {
    const { durableIndex } = step.view;
    const accepted = sent(step, "append-response").filter((response) => response.accepted);
    const installed = sent(step, "snapshot-response").filter(({ status }) => status !== "resume");
    const isFresh = this.hardState.wasDurable && this.hardState.isDurable;
    for (const { kind, matchIndex } of [...accepted, ...installed]) {
      this.toldIndex = Math.max(this.toldIndex, matchIndex);
      if (kind === "snapshot-response" && !isFresh) continue;
      const expected = Math.min(durableIndex, this.matchedIndex);
      if (matchIndex !== expected)
        throw new Error(`acknowledged is ${matchIndex}, and ${expected} is durable and matches`);
    }
    return accepted.length;
  }
}

/** Only the leader that sent the snapshot, and is followed still, waits for the news. */
function checkInstalled(step: Step): void {
  const astray = sent(step, "snapshot-response").find(
    ({ status, to }) => status === "installed" && to !== step.view.leader,
  );
  if (astray !== undefined)
    throw new Error(`n${astray.to} is told of an installed snapshot, and is not followed any more`);
}
