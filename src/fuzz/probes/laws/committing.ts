import type { Law, Step } from "./law.ts";
import { reachedByQuorum } from "./quorums.ts";

/** A leader commits an entry of its term as soon as it knows that a quorum has it (Raft paper §5.3, §5.4.2). */
export class Committing implements Law {
  readonly about = "when a leader commits";
  readonly source = "Raft paper §5.4.2";

  check(step: Step): void {
    const { before, peers, view } = step;
    if (view.role !== "leader" || before.role !== "leader" || before.term !== view.term) return;
    // What a quorum is may have changed by what this step commits; then the next answer is looked at.
    if (before.configuration !== view.configuration || !hasNews(step)) return;
    const reached = reachedByQuorum(view.configuration, (voter) =>
      voter === view.id ? view.durableIndex : (peers.find(({ id }) => id === voter)?.matchIndex ?? 0),
    );
    if (reached <= view.commitIndex || view.termAt(reached) !== view.term) return;
    throw new Error(`a quorum has what is up to ${reached}, and no more than ${view.commitIndex} is committed`);
  }

  fork(): Committing {
    return this;
  }
}

/** It learned that somebody has more than before, itself perhaps. */
function hasNews({ before, peers, view }: Step): boolean {
  if (view.durableIndex > before.durableIndex) return true;
  return peers.some(({ id, matchIndex }) => matchIndex > (before.peers.find((one) => one.id === id)?.matchIndex ?? 0));
}
