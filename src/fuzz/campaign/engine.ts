import { setFlagsFromString } from "node:v8";

/**
 * How the engine of a worker is set, whose cores are all taken. It has four threads of its own to help it: in one process
 * for each core they only get in each other's way. And every worker compiles for itself: where functions take in half as
 * much of what they call, the first hundred seeds cost a seventh less, and those after them no more.
 */
export const WORKER_ENGINE = ["--v8-pool-size=1", "--max-inlined-bytecode-size-cumulative=400"];

/** From so many operations on a run lasts several times as long as the engine takes to compile all of it. */
const LONG_RUN = 200_000;

/** Of a long run functions take in more of what they call, twice what is the engine's own measure. */
export const LONG_RUN_ENGINE = "--max-inlined-bytecode-size-cumulative=2000";

/**
 * To be called before a run of so many operations. A long one is worth more compiling: what an event does is spread over
 * dozens of small functions, and calls among them are a good part of what it costs.
 */
export function prepareEngine(operations: number): void {
  if (operations >= LONG_RUN) setFlagsFromString(LONG_RUN_ENGINE);
}
