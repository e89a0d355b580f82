import type { RaftView } from "../../../sut/index.ts";
import type { Message } from "../core-types.ts";
import { type Law, type Step, sent } from "./law.ts";

type AppendRequest = Extract<Message, { readonly kind: "append-request" }>;

/**
 * What a leader sends is its own log (Raft paper §5.3). A request without entries asserts leadership at a heartbeat, tells
 * of a new commit or begins a round of confirmation, and is sent for nothing else; of a new commit every follower that
 * keeps up hears at once.
 */
export class Sending implements Law {
  readonly about = "what a leader sends";
  readonly source = "Raft paper §5.3";
  /** The latest round of confirmation that was named in this leadership. */
  private round = 0;

  check(step: Step): void {
    const { before, input, view } = step;
    const requests = sent(step, "append-request");
    if (before.role !== "leader" || before.term !== view.term) {
      this.round = 0;
      const first = requests.find(({ readRound }) => readRound > 1);
      if (first !== undefined) throw new Error(`the first round of term ${view.term} is round ${first.readRound}`);
    }
    const hasCommitted = view.commitIndex > before.commitIndex;
    for (const request of requests) {
      checkOwnLog(view, request);
      const isRound = request.readRound > this.round;
      if (request.entries.length === 0 && input.kind !== "deadline" && !hasCommitted && !isRound) {
        throw new Error(`an append request without entries goes to n${request.to} for no reason`);
      }
    }
    for (const { readRound } of requests) this.round = Math.max(this.round, readRound);
    if (hasCommitted && before.role === "leader" && view.role === "leader") checkTold(step, requests);
  }

  fork(): Sending {
    return Object.assign(new Sending(), this);
  }
}

/** A leader sends what is in its log, one entry after the other. */
export function checkOwnLog(view: RaftView, { entries, prevLogIndex, prevLogTerm, to }: AppendRequest): void {
  if (view.termAt(prevLogIndex) !== prevLogTerm) throw new Error(`a request to n${to} begins where the log does not`);
  entries.forEach(({ index, term }, place) => {
    if (index === prevLogIndex + 1 + place && view.termAt(index) === term) return;
    throw new Error(`entry ${index} of term ${term} goes to n${to}, and the log has no such entry there`);
  });
}

function checkTold({ peers, view }: Step, requests: readonly AppendRequest[]): void {
  const untold = peers.find(
    ({ id, mode }) =>
      mode === "pipeline" && !requests.some(({ leaderCommit, to }) => to === id && leaderCommit === view.commitIndex),
  );
  if (untold !== undefined) throw new Error(`n${untold.id} is not told at once that ${view.commitIndex} is committed`);
}
