import { type Checker, LOG_OBSERVATIONS } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName, voteName } from "../words.ts";

/** A server restarts with exactly the term, vote and log that were durable (figure 2, persistent state). */
export class RestartFidelity implements Checker {
  readonly name = "restart-fidelity";
  readonly promisedBy = "node";
  readonly needs = [...LOG_OBSERVATIONS, "hardStatePersisted"] as const;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  restarted(node: number, term: number, votedFor: number, lastIndex: number): void {
    const { durableTerm, durableVote, logs } = this.evidence.node(node);
    const durableIndex = logs.durable.length;
    if (term === durableTerm && votedFor === durableVote && lastIndex === durableIndex) return;
    const restart = `restarted with ${describe(term, votedFor, lastIndex)}`;
    const disk = `its disk held ${describe(durableTerm, durableVote, durableIndex)}`;
    this.evidence.report(this, [node], `${nodeName(node)} ${restart}, but ${disk}`);
  }

  fork(evidence: Evidence): RestartFidelity {
    return new RestartFidelity(evidence);
  }
}

function describe(term: number, vote: number, lastIndex: number): string {
  return `term ${term}, a vote for ${voteName(vote)} and a log up to ${lastIndex}`;
}
