import type { History } from "../../src/workload/index.ts";
import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { type ClientOperation, checkLinearizable, type Refusal } from "./linearizability/index.ts";

/**
 * The histories of most runs take two or three steps for each operation. Only where much stays unanswered they take more:
 * of ten thousand operations of the scenario gossip, which loses a fifth of all messages, up to two hundred for each.
 */
const STEPS_PER_OPERATION = 400;
const LEAST_STEPS = 100_000;
/** Of the states before an operation that has no place, so many are told. */
const STATES_TOLD = 3;

/**
 * Every operation of a client, reads included unless they may be stale, took effect at one moment between its call and
 * its answer, as if there were one machine (Herlihy and Wing, 1990). The whole history is judged at the end of a run. One
 * that takes too many steps to judge is counted, and proves nothing.
 */
export class Linearizability implements Checker {
  readonly name = "linearizability";
  readonly promisedBy = "cluster";
  readonly needs = ["clientInvoked", "clientReturned"] as const;
  readonly needsModel = true;
  private readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
  }

  finish(_members: readonly number[], history: History): void {
    const steps = Math.max(LEAST_STEPS, STEPS_PER_OPERATION * history.length);
    const { verdict, refusal } = checkLinearizable(this.judged(history), this.evidence.model!, steps);
    if (verdict === "unknown") this.evidence.historiesTooLong++;
    if (refusal !== undefined) this.evidence.report(this, [], describe(refusal));
  }

  fork(evidence: Evidence): Linearizability {
    return new Linearizability(evidence);
  }

  /**
   * Stale reads may show what was so before, and what is eventual what one node has heard: they have no place in the
   * order, and nor has what was refused. Of the others
   * no more is told than the check must know, because it holds all of them at once.
   */
  private *judged(history: History): Iterable<ClientOperation> {
    const { leasesHold } = this.evidence;
    for (const { client, command, consistency, invokedEvent, refused, returned } of history) {
      if (refused) continue;
      if (consistency === "stale" || consistency === "eventual" || (consistency === "lease" && !leasesHold)) continue;
      yield { client, command, invokedEvent, returned: returned && { event: returned.event, result: returned.result } };
    }
  }
}

function describe({ operation, description, objections }: Refusal<unknown, unknown>): string {
  const { client, invokedEvent } = operation;
  const { event } = operation.returned!;
  const told = objections.slice(0, STATES_TOLD).map(({ held, reason }) => `where it held ${held}, ${reason}`);
  const untold = objections.length > STATES_TOLD ? `; or it held one of ${objections.length - STATES_TOLD} others` : "";
  const place = `client ${client}, from event ${invokedEvent} to event ${event}`;
  return `no order of all operations has a place for ${description} of ${place}: ${told.join("; ")}${untold}`;
}
