import type { Law, Step } from "./law.ts";

/** A sync takes longer than all else: the term and the vote are written once in a step, and only where they are new. */
export class Writing implements Law {
  check({ before, output }: Step): void {
    const written = output.writes.filter((write) => write.kind === "hard-state");
    for (const { term, votedFor } of written) {
      if (term === before.term && votedFor === before.votedFor) {
        throw new Error(`term ${term} and the vote for n${votedFor} are written again`);
      }
    }
    const isTwice = output.writes.some(
      ({ kind }, place) => kind === "hard-state" && output.writes[place + 1]?.kind === kind,
    );
    if (isTwice) throw new Error(`the term and the vote are written ${written.length} times in one step`);
  }

  fork(): Writing {
    return this;
  }
}
