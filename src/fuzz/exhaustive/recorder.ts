import type { ObservationName, Observations } from "../../../invariants/index.ts";
import { SUPPLIED_OBSERVATIONS } from "../../sut/index.ts";

/** One observation, as a value: its name, and what it was told with. */
export type Observed = readonly [name: ObservationName, ...args: unknown[]];

/** A witness that writes down what it is told of these things, so that a judge can be told later. */
export function createRecorder(wanted: readonly ObservationName[], into: Observed[]): Observations {
  const tellers = SUPPLIED_OBSERVATIONS.map((name) => {
    const write = (...args: unknown[]): void => void into.push([name, ...args]);
    return [name, wanted.includes(name) ? write : () => {}] as const;
  });
  return Object.fromEntries(tellers) as unknown as Observations;
}

export function tell(witness: Observations, observed: readonly Observed[]): void {
  for (const [name, ...args] of observed) (witness[name] as (...args: unknown[]) => void)(...args);
}
