import type { Violation } from "../../../invariants/index.ts";
import type { NodeFailure } from "../../sut/index.ts";
import { failedPromise, failureMessage } from "../run.ts";

/** What is violated where a node's own code threw at that step, or at the start, which is step 0. */
export function violationOf(failure: NodeFailure, step: number): Violation {
  const { node } = failure;
  return { invariant: failedPromise(failure), event: step, atUs: 0, nodes: [node], message: failureMessage(failure) };
}
