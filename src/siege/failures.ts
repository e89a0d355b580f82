import { setTimeout as sleep } from "node:timers/promises";
import { type LocalCluster, PortInUseError } from "../cluster/index.ts";
import type { Draws } from "./draws.ts";
import type { FailureKind } from "./failure-kinds.ts";
import { CUTS, type Links } from "./links.ts";

/** A failure that lasts. */
export interface Inflicted {
  /** "crash-leader: node 2". */
  readonly description: string;
  heal(): Promise<void>;
}

/** While a port is unused, the system may lend it to a connection. */
const PORT_TIMEOUT_MS = 10_000;
const PORT_PAUSE_MS = 100;

/** Inflicts failures on a cluster, and knows which of its nodes are down by its doing. */
export class Failures {
  readonly down = new Set<number>();
  private readonly cluster: LocalCluster;
  /** Undefined: nothing stands between the nodes. */
  private readonly links: Links | undefined;
  private readonly draws: Draws;
  private readonly interrupt: AbortSignal;

  constructor(cluster: LocalCluster, links: Links | undefined, draws: Draws, interrupt: AbortSignal) {
    this.cluster = cluster;
    this.links = links;
    this.draws = draws;
    this.interrupt = interrupt;
  }

  /** `onStrike` is called at the moment in which it strikes. Undefined: nobody leads now, whom it could concern. */
  async inflict(kind: FailureKind, onStrike: () => void): Promise<Inflicted | undefined> {
    const ids = this.cluster.nodes.map(({ node }) => node.id);
    if (kind === "crash-all") return this.crash(ids, kind, onStrike);
    const leader = await this.cluster.leader();
    if (leader === 0) return undefined;
    const followers = ids.filter((id) => id !== leader);
    switch (kind) {
      case "crash-leader":
        return this.crash([leader], kind, onStrike);
      case "crash-follower":
        return this.crash([this.draws.among(followers)], kind, onStrike);
      case "pause-leader":
        return this.pause(leader, onStrike);
      case "partition-leader":
        return this.cutOff([leader], kind, onStrike);
      case "partition-minority":
        return this.cutOff(this.minority(ids), kind, onStrike);
    }
  }

  private async crash(ids: readonly number[], kind: FailureKind, onStrike: () => void): Promise<Inflicted> {
    for (const id of ids) this.down.add(id);
    onStrike();
    await Promise.all(ids.map((id) => this.cluster.kill(id)));
    const heal = async (): Promise<void> => {
      await this.start();
      for (const id of ids) this.down.delete(id);
    };
    return { description: `${kind}: ${nodesText(ids)}`, heal };
  }

  private async pause(id: number, onStrike: () => void): Promise<Inflicted> {
    onStrike();
    this.cluster.pause(id);
    return { description: `pause-leader: node ${id}`, heal: async () => this.cluster.resume(id) };
  }

  private async cutOff(ids: readonly number[], kind: FailureKind, onStrike: () => void): Promise<Inflicted> {
    const { links } = this;
    if (links === undefined) throw new Error(`a ${kind} without anything between the nodes`);
    const cut = this.draws.among(CUTS);
    onStrike();
    links.cut(new Set(ids), cut);
    return { description: `${kind}: ${nodesText(ids)} ${cut}`, heal: async () => links.heal() };
  }

  /** As many nodes as the others can do without, whoever they are. */
  private minority(ids: readonly number[]): number[] {
    const left = [...ids];
    const count = 1 + this.draws.below(Math.floor((ids.length - 1) / 2));
    return Array.from({ length: count }, () => left.splice(this.draws.below(left.length), 1)[0]!);
  }

  /** Not for somebody who wants to see the end of it. */
  private async start(): Promise<void> {
    if (this.interrupt.aborted) return;
    const endMs = performance.now() + PORT_TIMEOUT_MS;
    for (;;) {
      try {
        await this.cluster.start(this.interrupt);
        return;
      } catch (error) {
        if (!(error instanceof PortInUseError) || performance.now() >= endMs) throw error;
        await sleep(PORT_PAUSE_MS);
      }
    }
  }
}

function nodesText(ids: readonly number[]): string {
  return `${ids.length === 1 ? "node" : "nodes"} ${ids.join(", ")}`;
}
