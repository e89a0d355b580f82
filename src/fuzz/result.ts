import type { Model } from "../../invariants/client/linearizability/index.ts";
import type { Violation } from "../../invariants/observation.ts";
import type { Happening, Scenario } from "../chaos/index.ts";
import type { Application } from "../workload/index.ts";
import type { DiskKind } from "./profile/disk-kind.ts";
import type { ReachedStates } from "./states/reached-states.ts";
import type { StrategyName } from "./strategies/strategy-name.ts";

export interface RunOptions {
  readonly nodes: number;
  readonly operations: number;
  readonly seed: string;
  /** Off only to measure what the checkers cost. */
  readonly checkers: boolean;
  /** Write down all that is done and chosen: see tape/record.ts. */
  readonly records?: boolean;
  /** Here the abstract states are noted that the cluster comes to; nobody asks for them if it is not given. */
  readonly reached?: ReachedStates;
  /** The storm; kraft-fuzz's own mix of operations if not given. */
  readonly scenario?: Scenario;
  /** How the seed is searched for bugs; by swarm if not given, as every scenario is. */
  readonly strategy?: StrategyName;
  /** Of what the disks are made; as the seed says if not given. */
  readonly disk?: DiskKind;
  /** What is replicated and who asks for it; the key-value application if not given. */
  readonly application?: Application<unknown, unknown>;
  /** What that application's machine does: with it the history is judged. */
  readonly model?: Model<unknown, unknown>;
}

export interface MessageCounts {
  readonly sent: number;
  readonly delivered: number;
  readonly dropped: number;
  readonly duplicated: number;
  readonly delayed: number;
  readonly corrupted: number;
}

/** What one run did and found: all of it deterministic. */
export interface RunResult {
  readonly seed: string;
  /** Unknown: nothing was found, but its history took too many steps to judge. */
  readonly verdict: "pass" | "fail" | "unknown";
  readonly violations: readonly Violation[];
  /** What fell because nodes lied, where the scenario does not expect it to hold; the first of each invariant. */
  readonly fallen: readonly Violation[];
  /** The lies that liars told in this run, if there were any. */
  readonly lies: readonly string[];
  /** The last faults before the first violation, or the first fall; none if there was neither. */
  readonly lastFaults: readonly Happening[];
  /** Names of checkers that could not judge, because the system under test does not supply what they need. */
  readonly notCheckable: readonly string[];
  /** Operations of the mix that were carried out. */
  readonly operations: number;
  /**
   * Commands handed to clients in the storm, and how many were committed in it, or answered beside the log, each once.
   */
  readonly submitted: number;
  readonly committed: number;
  readonly events: number;
  readonly messages: MessageCounts;
  readonly elections: number;
  readonly simulatedMs: number;
  /** 16 hexadecimal digits. */
  readonly fingerprint: string;
  /** Values of the running hash at every `spacing` events, the first at event `spacing`. */
  readonly ladder: { readonly spacing: number; readonly rungs: readonly string[] };
  /** How often each thing happened, in the order of the table that is printed; see exercised.ts. */
  readonly exercised: Readonly<Record<string, number>>;
}
