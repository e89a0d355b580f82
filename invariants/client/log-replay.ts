import type { History, Operation } from "../../src/workload/index.ts";
import type { Executions } from "../executions.ts";
import { HeldStates } from "./held-states.ts";
import { ILLEGAL, type Model, type State } from "./linearizability/index.ts";
import { walkLog } from "./log-walk.ts";

export interface WrongRead {
  readonly index: number;
  readonly told: string;
}

/** What a history comes to if everything happened in the order of the log. */
export class LogReplay {
  /**
   * The first read beside the log, in the order of the log, that was answered otherwise than a machine answers that has
   * applied the log up to the read's index; undefined if there is none. Keys about which the model itself is at odds with
   * the log are left to others to judge.
   */
  readonly wrongRead: WrongRead | undefined;
  /**
   * Whether that is an order that makes the operations linearizable which count: they are answered as the model answers
   * one after the other, and none was answered before one was begun that comes earlier in the log. That is a proof,
   * whatever the log is worth: who does not find this order can look for another.
   */
  readonly isLinearization: boolean;

  constructor(
    history: History,
    executions: Executions,
    model: Model<unknown, unknown>,
    counts: (operation: Operation) => boolean,
  ) {
    const states = new HeldStates(model);
    const isPlaced = new Uint8Array(history.length);
    let latestInvokedEvent = Number.NEGATIVE_INFINITY;
    let isLegal = true;
    let wrongRead: WrongRead | undefined;
    walkLog(history, executions, (operation, row) => {
      const { command, consistency, invokedEvent, returned } = operation;
      const isInTime = returned === undefined || returned.event > latestInvokedEvent;
      let isRight: boolean;
      if (consistency === undefined) isRight = states.carryOut(command, returned?.result);
      else {
        const state = states.of(model.keyOf(command));
        const after = state === ILLEGAL ? ILLEGAL : model.step(state as State, command, returned!.result);
        isRight = after !== ILLEGAL && after === state;
        if (after === ILLEGAL && state !== ILLEGAL) wrongRead ??= describe(operation, state as State, model);
      }
      if (counts(operation)) {
        isLegal &&= isRight && isInTime && isPlaced[row] === 0;
        isPlaced[row] = 1;
        latestInvokedEvent = Math.max(latestInvokedEvent, invokedEvent);
      } else if (consistency === undefined) isLegal = false;
    });
    this.wrongRead = wrongRead;
    this.isLinearization =
      isLegal && isPlaced.every((placed, row) => placed === 1 || mayBeLeftOut(history.at(row), counts));
  }
}

function describe({ client, command, returned }: Operation, state: State, model: Model<unknown, unknown>): WrongRead {
  const { index, result } = returned!;
  const place = `where it held ${model.describeState(state)}, ${model.objection(state, command, result)}`;
  return { index, told: `client ${client} was told ${model.describe(command, result)} as of index ${index}: ${place}` };
}

/** What was never answered need not have taken effect. */
function mayBeLeftOut(operation: Operation, counts: (operation: Operation) => boolean): boolean {
  return operation.returned === undefined || !counts(operation);
}
