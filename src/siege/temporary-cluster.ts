import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts, LocalCluster } from "../cluster/index.ts";
import { Links } from "./links.ts";

export interface TemporaryClusterOptions {
  readonly nodes: number;
  readonly command: readonly string[];
  readonly transport: "tcp" | "grpc";
  /** Whether something stands between the nodes that can cut them off. */
  readonly hasLinks: boolean;
}

const CONFIGURATION_FILE = "siege.yaml";

/** Logs are cut and snapshots taken so early that a minute holds what would otherwise take days. */
function configurationText(transport: string): string {
  return `snapshot:
  every_entries: 1000
  kept_entries: 200
storage:
  segment_size: 64KiB
transport:
  kind: ${transport}
`;
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
  static async create({ nodes, command, transport, hasLinks }: TemporaryClusterOptions): Promise<TemporaryCluster> {
    const ports = await freePorts(2 * nodes);
    const [transportPorts, apiPorts] = [ports.slice(0, nodes), ports.slice(nodes)];
    const links = hasLinks ? new Links(transportPorts) : undefined;
    await links?.listen();
    const folder = mkdtempSync(join(tmpdir(), "kraft-siege-"));
    const linkAddress = links === undefined ? {} : { linkAddress: links.addressOf.bind(links) };
    // Otherwise the nodes would tell each other where they listen, and meet behind the links.
    const pins = links === undefined ? [] : ["--pin-peers"];
    writeFileSync(join(folder, CONFIGURATION_FILE), configurationText(transport));
    const flags = ["--config", join(folder, CONFIGURATION_FILE), ...pins];
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
