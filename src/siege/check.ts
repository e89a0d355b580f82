import { setImmediate } from "node:timers/promises";
import {
  keyValueMachineModel,
  type Linearizability,
  LinearizabilityCheck,
} from "../../invariants/client/linearizability/index.ts";
import type { Command, Result } from "../machine/index.ts";
import { checkedOperations, type Operation } from "./history.ts";

/** Between portions of so many steps the process hears of an interrupt. */
const PORTION = 200_000;

/**
 * Whether some order of the operations, which agrees with the clock, is a run of our own machine: also in what writes
 * were told of the value before them, so that what is carried out twice is seen. An interrupt that comes now leaves it
 * unknown; after one that came before, what there is is checked.
 */
export async function checkHistory(
  operations: readonly Operation[],
  steps: number,
  interrupt: AbortSignal,
): Promise<Linearizability<Command, Result>> {
  const check = new LinearizabilityCheck(checkedOperations(operations), keyValueMachineModel);
  const cameBefore = interrupt.aborted;
  const goesOn = (): boolean => !check.decided && (cameBefore || !interrupt.aborted);
  for (let left = steps; left > 0 && goesOn(); left -= PORTION) {
    check.advance(Math.min(left, PORTION));
    await setImmediate();
  }
  return check.result;
}
