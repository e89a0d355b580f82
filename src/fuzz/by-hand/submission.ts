import type { History, Operation } from "../../workload/index.ts";
import { type Cluster, clientOf } from "../cluster.ts";

/**
 * A command that was handed to a client, and what has become of it. It goes with the run: ask again later, and it may
 * tell more.
 */
export class Submission<Command, Result> {
  /** The client's id, above those of the nodes, and the how-manyth of its commands this one is. */
  readonly client: number;
  readonly sequence: number;
  private readonly cluster: Cluster;
  private readonly given: Command | undefined;
  /** The client's history before this place has nothing of it. */
  private searchedTo: number;
  private found: number | undefined = undefined;

  /** The client's newest; its command, if that was said. */
  constructor(cluster: Cluster, client: number, given: Command | undefined) {
    this.cluster = cluster;
    this.client = client;
    this.given = given;
    this.sequence = clientOf(cluster, client).counts.submitted;
    // What was handed over in this event may have begun in it.
    this.searchedTo = Math.max(0, this.history.length - 1);
  }

  /** What the client chooses itself is undefined until it begins with it: it asks for one thing after the other. */
  get command(): Command | undefined {
    return this.given ?? (this.operation?.command as Command | undefined);
  }

  /**
   * Open: not answered yet. Unknown: the client gave up, or lost its session; it may take effect any time, or never.
   * Refused: it is larger than any leader takes, and has no effect.
   */
  get outcome(): "open" | "applied" | "unknown" | "refused" {
    const { operation } = this;
    if (operation?.returned !== undefined) return "applied";
    if (operation?.refused) return "refused";
    const client = clientOf(this.cluster, this.client);
    const begun = client.counts.submitted - client.backlog;
    const hasEnded = this.sequence < begun || (this.sequence === begun && client.idle);
    return hasEnded ? "unknown" : "open";
  }

  /** What the machine answered, once it is applied. */
  get result(): Result | undefined {
    return this.operation?.returned?.result as Result | undefined;
  }

  private get history(): History {
    return this.cluster.witness.history;
  }

  private get operation(): Operation | undefined {
    const { history } = this;
    while (this.found === undefined && this.searchedTo < history.length) {
      const { client, sequence } = history.at(this.searchedTo);
      if (client === this.client && sequence === this.sequence) this.found = this.searchedTo;
      else this.searchedTo++;
    }
    return this.found === undefined ? undefined : history.at(this.found);
  }
}
