import type { History, Operation } from "../../src/workload/index.ts";
import type { Executions } from "../executions.ts";
import { HeldStates } from "./held-states.ts";
import type { Model } from "./linearizability/index.ts";
import { walkLog } from "./log-walk.ts";

/**
 * Whether the log itself is an order that makes the operations linearizable which count: they are answered as the model
 * answers one after the other, and none was answered before one was begun that comes earlier in the log. That is a proof,
 * whatever the log is worth: who does not find this order can look for another.
 */
export function isLogLinearization(
  history: History,
  executions: Executions,
  model: Model<unknown, unknown>,
  counts: (operation: Operation) => boolean,
): boolean {
  const states = new HeldStates(model);
  const isPlaced = new Uint8Array(history.length);
  let latestInvokedEvent = Number.NEGATIVE_INFINITY;
  const isLegal = walkLog(history, executions, (operation, row) => {
    if (!counts(operation)) return true;
    const { command, invokedEvent, returned } = operation;
    if (isPlaced[row] === 1 || (returned !== undefined && returned.event <= latestInvokedEvent)) return false;
    isPlaced[row] = 1;
    latestInvokedEvent = Math.max(latestInvokedEvent, invokedEvent);
    return states.carryOut(command, returned?.result);
  });
  return isLegal && isPlaced.every((placed, row) => placed === 1 || mayBeLeftOut(history.at(row), counts));
}

/** What was never answered need not have taken effect. */
function mayBeLeftOut(operation: Operation, counts: (operation: Operation) => boolean): boolean {
  return operation.returned === undefined || !counts(operation);
}
