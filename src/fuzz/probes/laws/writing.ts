import type { Law, Step } from "./law.ts";

/**
 * A sync takes longer than all else: the term and the vote are written once in a step, and only where they are new; and
 * what a write replaces is not durable any more, but all that it leaves is.
 */
export class Writing implements Law {
  readonly about = "what is written, and durable";
  readonly source = "Raft paper figure 2";
  check(step: Step): void {
    const { before, output } = step;
    checkDurable(step);
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

function checkDurable({ before, input, output, view }: Step): void {
  if (input.kind === "written") return;
  let expected = before.durableIndex;
  for (const write of output.writes) {
    if (write.kind === "append") expected = Math.min(expected, write.entries[0]!.index - 1);
    if (write.kind === "install-snapshot") expected = Math.min(expected, before.commitIndex);
  }
  if (view.durableIndex === expected) return;
  throw new Error(`what is written leaves ${expected} durable, and ${view.durableIndex} is taken for durable`);
}
