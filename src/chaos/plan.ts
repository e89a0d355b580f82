import type { Witness, World } from "../sim/index.ts";
import type { Operation } from "./fault.ts";

/** What happens in a storm, in order, each drawn when it is asked for. */
export interface Plan {
  /** How many operations were begun; the last of them is the one that what comes next belongs to. */
  readonly operationsDone: number;
  /** What to do now to this world; undefined when the storm is over. */
  next(world: World<Witness>): Operation | undefined;
  fork(): Plan;
}
