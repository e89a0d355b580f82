import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts, LocalCluster } from "../cluster/index.ts";
import { Links } from "./links.ts";

export interface TemporaryClusterOptions {
  readonly nodes: number;
  readonly command: readonly string[];
  /** Whether something stands between the nodes that can cut them off. */
  readonly hasLinks: boolean;
}

/** A cluster in a folder of its own, which ends with this process unless that is killed. */
export class TemporaryCluster {
  readonly folder: string;
  readonly cluster: LocalCluster;
  readonly links: Links | undefined;

  private constructor(folder: string, cluster: LocalCluster, links: Links | undefined) {
    this.folder = folder;
    this.cluster = cluster;
    this.links = links;
  }

  /** Starts nothing yet. */
  static async create({ nodes, command, hasLinks }: TemporaryClusterOptions): Promise<TemporaryCluster> {
    const ports = await freePorts(2 * nodes);
    const [transportPorts, apiPorts] = [ports.slice(0, nodes), ports.slice(nodes)];
    const links = hasLinks ? new Links(transportPorts) : undefined;
    await links?.listen();
    const folder = mkdtempSync(join(tmpdir(), "kraft-siege-"));
    const linkAddress = links === undefined ? {} : { linkAddress: links.addressOf.bind(links) };
    // Otherwise the nodes would tell each other where they listen, and meet behind the links.
    const flags = links === undefined ? [] : ["--pin-peers"];
    const plan = { transportPorts, apiPorts, flags, ...linkAddress };
    return new TemporaryCluster(folder, LocalCluster.create({ directory: folder, command }, plan), links);
  }

  /** Ends all nodes. Gives those that did not end when they were told to. */
  async stop(): Promise<number[]> {
    const ends = await this.cluster.stop();
    await this.links?.close();
    this.cluster.close();
    return [...ends].filter(([, how]) => how === "killed").map(([id]) => id);
  }

  /** Kills all nodes before it returns, and waits for nothing. */
  abandon(): void {
    for (const node of this.cluster.running) void node.kill();
  }
}
