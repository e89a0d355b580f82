import type { Observations } from "../../invariants/observation.ts";
import type { SessionCounts } from "../machine/index.ts";
import type { RaftView } from "../raft/index.ts";
import type { Process, Program } from "../sim/program.ts";
import type { Order } from "./order.ts";

/** What runs on a node's endpoint: the node itself, or a liar around it. */
export interface NodeProgram extends Program<Observations> {
  /** The live state of the core, to be read and never kept. */
  readonly view: RaftView;
  /** The machine's hash after the last entry applied. */
  readonly stateHash: number;
  /** What became of clients' sessions in the log up to the last entry applied. */
  readonly sessionCounts: Readonly<SessionCounts>;
  /** What an operator asks of the node, in an event of its own. */
  order(process: Process<Observations>, order: Order): void;
  fork(): NodeProgram;
}
