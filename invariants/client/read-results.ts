import type { History } from "../../src/workload/index.ts";
import type { Executions } from "../executions.ts";
import { HeldStates } from "./held-states.ts";
import { ILLEGAL, type Model, type State } from "./linearizability/index.ts";
import { walkLog } from "./log-walk.ts";

export interface WrongRead {
  readonly index: number;
  readonly told: string;
}

/**
 * The first read, in the order of the log, that was answered otherwise than a machine answers that has applied the log
 * up to the read's index; undefined if there is none. Keys about which the model itself is at odds with the log are left
 * to others to judge.
 */
export function findWrongRead(
  history: History,
  executions: Executions,
  model: Model<unknown, unknown>,
): WrongRead | undefined {
  const states = new HeldStates(model);
  let wrong: WrongRead | undefined;
  walkLog(history, executions, ({ client, command, consistency, returned }) => {
    const result = returned?.result;
    if (consistency === undefined) states.carryOut(command, result);
    else {
      const state = states.of(model.keyOf(command));
      if (state === ILLEGAL || model.step(state as State, command, result) !== ILLEGAL) return true;
      const { index } = returned!;
      const place = `where it held ${model.describeState(state as State)}, ${model.objection(state as State, command, result)}`;
      const told = `client ${client} was told ${model.describe(command, result)} as of index ${index}: ${place}`;
      wrong = { index, told };
    }
    return wrong === undefined;
  });
  return wrong;
}
