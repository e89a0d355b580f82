import type { Observations } from "../../invariants/observation.ts";
import type { RaftView } from "../raft/index.ts";
import type { Program } from "../sim/program.ts";

/** What runs on a node's endpoint: the node itself, or a liar around it. */
export interface NodeProgram extends Program<Observations> {
  /** The live state of the core, to be read and never kept. */
  readonly view: RaftView;
  /** The machine's hash after the last entry applied. */
  readonly stateHash: number;
  fork(): NodeProgram;
}
