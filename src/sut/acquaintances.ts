import type { Configuration, DurableState, Output } from "../raft/index.ts";

/**
 * Whom a node can know of: the servers of every configuration that it has had, and whoever has spoken to it. To all others
 * its core can only send by mistake.
 */
export class Acquaintances {
  /** By id. It is asked about every message. */
  private readonly known: boolean[] = [];
  private latest: Configuration | undefined = undefined;

  /** Those of a node that starts with these founders, and the configurations in its snapshot and its log. */
  static of(founders: readonly number[], { snapshot, configurations }: DurableState): Acquaintances {
    const acquaintances = new Acquaintances();
    for (const founder of founders) acquaintances.meet(founder);
    if (snapshot !== undefined) acquaintances.addMembers(snapshot.configuration);
    for (const { configuration } of configurations) acquaintances.addMembers(configuration);
    return acquaintances;
  }

  has(node: number): boolean {
    return this.known[node] === true;
  }

  meet(node: number): void {
    this.known[node] = true;
  }

  /** After a step that put out this: configurations come in the log, several at once perhaps. */
  learn(latest: Configuration, output: Output): void {
    if (latest === this.latest) return;
    for (const write of output.writes) {
      if (write.kind !== "append") continue;
      for (const entry of write.entries) if (entry.kind === "configuration") this.addMembers(entry.data);
    }
    this.addMembers(latest);
    this.latest = latest;
  }

  fork(): Acquaintances {
    const copy = new Acquaintances();
    copy.known.push(...this.known);
    copy.latest = this.latest;
    return copy;
  }

  private addMembers(configuration: Configuration): void {
    const { voters, outgoing, learners } = configuration;
    for (const servers of [voters, outgoing, learners]) for (const server of servers) this.meet(server);
  }
}
