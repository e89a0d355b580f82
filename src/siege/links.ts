import { LOOPBACK } from "../cluster/index.ts";
import { LinkProxy } from "./link-proxy.ts";

/**
 * In which way a group of nodes is cut off: nothing passes, or only what the group hears, or only what it says; or
 * connections break and cannot be made. Otherwise they stay, and what is said meanwhile arrives late.
 */
export const CUTS = ["silent", "mute", "deaf", "broken"] as const;
export type Cut = (typeof CUTS)[number];

/** What connects the nodes with each other: a proxy for each direction in which a node may dial another. */
export class Links {
  private readonly proxies: ReadonlyMap<string, LinkProxy>;
  private readonly ports = new Map<string, number>();
  private readonly nodes: number;

  /** Node 1 listens on the first of the ports, and so on. */
  constructor(transportPorts: readonly number[]) {
    this.nodes = transportPorts.length;
    this.proxies = new Map(
      this.pairs().map(([from, to]) => [linkOf(from, to), new LinkProxy(transportPorts[to - 1]!)]),
    );
  }

  async listen(): Promise<void> {
    for (const [link, proxy] of this.proxies) this.ports.set(link, await proxy.listen());
  }

  /** Where `from` finds `to`. */
  addressOf(from: number, to: number): string {
    const port = this.ports.get(linkOf(from, to));
    if (port === undefined) throw new Error(`nothing listens between ${from} and ${to} yet`);
    return `${LOOPBACK}:${port}`;
  }

  /** Whether a node has ever dialed another this way. If not, they meet elsewhere, and to cut links does nothing. */
  get areUsed(): boolean {
    return [...this.proxies.values()].some(({ passed }) => passed > 0);
  }

  /** Between the group and all others. */
  cut(group: ReadonlySet<number>, cut: Cut): void {
    for (const [from, to] of this.pairs()) {
      if (group.has(from) === group.has(to)) continue;
      const proxy = this.proxies.get(linkOf(from, to))!;
      const says = cut === "silent" || cut === "mute" ? "held" : "open";
      const hears = cut === "silent" || cut === "deaf" ? "held" : "open";
      if (cut === "broken") proxy.setRefuses(true);
      else if (group.has(from)) proxy.setFlows(says, hears);
      else proxy.setFlows(hears, says);
    }
  }

  heal(): void {
    for (const proxy of this.proxies.values()) {
      proxy.setFlows("open", "open");
      proxy.setRefuses(false);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.proxies.values()].map((proxy) => proxy.close()));
  }

  private pairs(): [number, number][] {
    const ids = Array.from({ length: this.nodes }, (_, at) => at + 1);
    return ids.flatMap((from) => ids.filter((to) => to !== from).map((to): [number, number] => [from, to]));
  }
}

function linkOf(from: number, to: number): string {
  return `${from}-${to}`;
}
