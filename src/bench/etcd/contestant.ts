import type { LocalCluster } from "../../cluster/index.ts";
import type { EtcdCluster } from "./etcd-cluster.ts";
import { settled } from "./settled.ts";

/** The request that is sent again and again. */
export interface WriteRequest {
  readonly url: string;
  readonly method: "PUT";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One of the two that are compared. It stands still while the other is measured. */
export interface Contestant {
  readonly name: "kraft" | "etcd";
  pause(): void;
  /** Goes on, and says how its leader is asked to write this value. */
  resume(value: string, interrupt: AbortSignal): Promise<WriteRequest>;
}

export function kraftContestant(cluster: LocalCluster): Contestant {
  return {
    name: "kraft",
    pause: () => {
      for (const node of cluster.running) node.pause();
    },
    resume: async (value, interrupt) => {
      for (const node of cluster.running) node.resume();
      const leader = await settled(async () => (await cluster.leader()) || undefined, interrupt);
      return {
        url: `http://${cluster.endpoints[leader - 1]!.text}/kv/foo`,
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ value }),
      };
    },
  };
}

export function etcdContestant(cluster: EtcdCluster): Contestant {
  return {
    name: "etcd",
    pause: () => cluster.pause(),
    resume: async (value, interrupt) => {
      cluster.resume();
      return {
        url: `${await cluster.leaderUrl(interrupt)}/v2/keys/foo`,
        method: "PUT",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: `value=${value}`,
      };
    },
  };
}
