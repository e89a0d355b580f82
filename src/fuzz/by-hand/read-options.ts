import { ANY_STALENESS_US } from "../../machine/index.ts";
import type { HowToRead } from "../../workload/index.ts";
import * as read from "./hand-values.ts";
import { SimulationError } from "./simulation-error.ts";

const CONSISTENCIES = ["logged", "linearizable", "lease", "stale"] as const;

/** How a command that only reads is to be answered. */
export interface ReadOptions {
  /**
   * Logged: by an entry in the log, as all other commands are. The others are asked of one node's machine. Linearizable:
   * it shows all that was decided when it was asked, for a quorum has said so. Lease: the same as long as no clock jumps
   * or changes its rate. Stale: what was decided so long ago, or later.
   */
  readonly consistency: (typeof CONSISTENCIES)[number];
  /** Stale: how old the state may be that it shows, on the clock of the node that is asked; any age, if not given. */
  readonly maxStalenessMs?: number;
}

/** @throws SimulationError */
export function readHow(options: ReadOptions): HowToRead {
  read.knownKeys("how to read", options, ["consistency", "maxStalenessMs"]);
  const consistency = read.oneOf("consistency", options.consistency, CONSISTENCIES);
  const { maxStalenessMs } = options;
  if (consistency === "stale") {
    const bound =
      maxStalenessMs === undefined ? ANY_STALENESS_US : read.microseconds("maxStalenessMs", maxStalenessMs, 0);
    return { consistency, maxStalenessUs: bound };
  }
  if (maxStalenessMs !== undefined) throw new SimulationError(`maxStalenessMs says nothing of a ${consistency} read`);
  return { consistency, maxStalenessUs: 0 };
}
