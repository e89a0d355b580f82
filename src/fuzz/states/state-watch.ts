import type { ObservationName, Observations } from "../../../invariants/observation.ts";
import type { Cluster } from "../cluster.ts";
import { abstractState } from "./abstract-state.ts";
import type { ReachedStates } from "./reached-states.ts";

/**
 * What changes an abstract state and is rare. Logs grow all the time: how they compare is seen when any of this
 * happens.
 */
const TURNS: readonly ObservationName[] = [
  "restarted",
  "crashed",
  "termChanged",
  "becameLeader",
  "steppedDown",
  "voteRequested",
  "voteGranted",
  "truncated",
  "configurationInForce",
  "snapshotTaken",
  "snapshotInstalled",
  "transferStarted",
  "transferEnded",
];

/** Notes the abstract state of a cluster after each event in which its nodes took a turn. */
export class StateWatch {
  private readonly reached: ReachedStates;
  private hasTurned = false;

  constructor(reached: ReachedStates) {
    this.reached = reached;
  }

  /** Is told what is observed. */
  get onlooker(): Partial<Observations> {
    const note = (): void => {
      this.hasTurned = true;
    };
    return Object.fromEntries(TURNS.map((name) => [name, note]));
  }

  /** To be called after each event. */
  afterEvent(cluster: Cluster): void {
    if (!this.hasTurned) return;
    this.hasTurned = false;
    this.reached.add(abstractState(cluster));
  }
}
