import { type Law, messageIn, type Step, sent } from "./law.ts";

/**
 * A server that a committed configuration leaves out is told of it in one message, from where it is known to match, as it
 * would campaign otherwise for want of a leader (dissertation §4.2.3).
 */
export class Leaving implements Law {
  readonly about = "what a server that is left out is told";
  readonly source = "dissertation §4.2.3";
  check(step: Step): void {
    const { before, peers, view } = step;
    if (before.role !== "leader" || before.term !== view.term || before.isConfigurationCommitted) return;
    if (!view.isConfigurationCommitted) return;
    const { learners, learnersNext, outgoing, voters } = view.configuration;
    const members = [...voters, ...outgoing, ...learners, ...learnersNext];
    const heardFrom = messageIn(step)?.from;
    for (const { id, matchIndex } of before.peers) {
      if (members.includes(id) || peers.some((peer) => peer.id === id) || id === heardFrom) continue;
      if (matchIndex < view.baseIndex || view.cachedEntry(matchIndex + 1) === undefined) continue;
      const isTold = sent(step, "append-request").some(
        ({ entries, leaderCommit, prevLogIndex, to }) =>
          to === id && prevLogIndex === matchIndex && leaderCommit === view.commitIndex && entries.length > 0,
      );
      if (!isTold)
        throw new Error(`n${id} is left out by what is committed now, and is not told from ${matchIndex} on`);
    }
  }

  fork(): Leaving {
    return this;
  }
}
