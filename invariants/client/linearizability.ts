import type { History, Operation } from "../../src/workload/index.ts";
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
 * its answer, as if there were one machine (Herlihy and Wing, 1990). The whole history is judged at the end of a run:
 * nearly always the log shows an order, and otherwise one is looked for. A history that takes too many steps to judge is
 * counted, and proves nothing.
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
    const { evidence } = this;
    if (evidence.replayOf(history)?.isLinearization) return;
    const steps = Math.max(LEAST_STEPS, STEPS_PER_OPERATION * history.length);
    const operations = told(history, (operation) => evidence.mustHavePlace(operation));
    const { verdict, refusal } = checkLinearizable(operations, evidence.model!, steps);
    if (verdict === "unknown") this.evidence.historiesTooLong++;
    if (refusal !== undefined) this.evidence.report(this, [], describe(refusal));
  }

  fork(evidence: Evidence): Linearizability {
    return new Linearizability(evidence);
  }
}

/** No more is told than the check must know, because it holds all operations at once. */
function* told(history: History, counts: (operation: Operation) => boolean): Iterable<ClientOperation> {
  for (const operation of history) {
    if (!counts(operation)) continue;
    const { client, command, invokedEvent, returned } = operation;
    yield { client, command, invokedEvent, returned: returned && { event: returned.event, result: returned.result } };
  }
}

function describe({ operation, description, objections }: Refusal<unknown, unknown>): string {
  const { client, invokedEvent } = operation;
  const { event } = operation.returned!;
  const reasons = objections.slice(0, STATES_TOLD).map(({ held, reason }) => `where it held ${held}, ${reason}`);
  const untold = objections.length > STATES_TOLD ? `; or it held one of ${objections.length - STATES_TOLD} others` : "";
  const place = `client ${client}, from event ${invokedEvent} to event ${event}`;
  return `no order of all operations has a place for ${description} of ${place}: ${reasons.join("; ")}${untold}`;
}
