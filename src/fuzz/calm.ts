import { type Cluster, clientIds, clientOf, nodesDown, nodesUp, submitTo, viewOf, waitingClients } from "./cluster.ts";
import { ELECTION_TIMEOUT_US } from "./profile.ts";

/** How often the calm is looked at for its end. */
const CHECK_EVERY_US = 25_000;
/** Election timeouts are drawn below twice this; forty of those are many elections. */
const LIMIT_US = 40 * 2 * ELECTION_TIMEOUT_US;
/** What the calm may last longer for each command that a client still has to bring in, one after the other. */
const PER_COMMAND_US = 2_000_000;

/**
 * The calm after the storm: faults have stopped, a quorum is up and connected, and the cluster must elect a leader,
 * commit and converge within a bounded virtual time.
 */
export class Calm {
  readonly sinceUs: number;
  /** How many commands each client had been handed when it began, in the order of the clients' ids. */
  readonly stormSubmissions: readonly number[];
  private readonly limitUs: number;

  /** Ends all faults; of the nodes that are down, up to `downInCalm` stay so. */
  constructor(cluster: Cluster, downInCalm: number) {
    this.sinceUs = cluster.nowUs;
    cluster.healAll();
    cluster.setExtraDelay(0, "nodes");
    cluster.setLoss(0, "nodes");
    for (const node of nodesDown(cluster).slice(downInCalm)) cluster.restart(node);
    const clients = clientIds(cluster);
    this.stormSubmissions = clients.map((id) => clientOf(cluster, id).counts.submitted);
    for (const id of clients) submitTo(cluster, id);
    const mostWaiting = Math.max(...clients.map((id) => clientOf(cluster, id).backlog + 1));
    this.limitUs = LIMIT_US + mostWaiting * PER_COMMAND_US;
    cluster.wakeDirectorAt(cluster.nowUs + CHECK_EVERY_US);
  }

  /** Settled: all that was expected of it has happened. Unsettled: it took too long. */
  look(cluster: Cluster): "calm" | "settled" | "unsettled" {
    if (isSettled(cluster)) return "settled";
    if (cluster.nowUs - this.sinceUs >= this.limitUs) return "unsettled";
    cluster.wakeDirectorAt(cluster.nowUs + CHECK_EVERY_US);
    return "calm";
  }
}

/** The clients have all their answers, and every node that is up has applied the whole log of one leader. */
function isSettled(cluster: Cluster): boolean {
  if (waitingClients(cluster).length > 0) return false;
  const views = nodesUp(cluster).map((id) => viewOf(cluster, id));
  const leader = views.find((view) => view?.role === "leader");
  if (leader === undefined) return false;
  const { term, lastIndex } = leader;
  return views.every((view) => view?.term === term && view.lastIndex === lastIndex && view.appliedIndex === lastIndex);
}
