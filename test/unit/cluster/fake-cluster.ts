import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { freePorts, LocalCluster } from "../../../src/cluster/index.ts";

export const FAKE_SERVER = join(import.meta.dirname, "fake-server.mjs");

/** How a fake server is started. */
export const FAKE_COMMAND = [process.execPath, FAKE_SERVER];

/** Clusters of three fake servers, in a folder that each test has for itself; none of them outlives it. */
export interface FakeCluster {
  readonly home: string;
  /** Where the cluster lies, below the home. It is not there before one is created. */
  readonly directory: string;
  create(...flags: string[]): Promise<LocalCluster>;
  /** The cluster that was created, as another command finds it. */
  reopen(program?: string): LocalCluster;
  /** How often a node was started. */
  starts(id: number): number;
}

/** For all tests of a file. */
export function fakeCluster(): FakeCluster {
  let home: string;
  const directory = (): string => join(home, "cluster");
  const clusters: LocalCluster[] = [];
  const endedLater = (cluster: LocalCluster): LocalCluster => {
    clusters.push(cluster);
    return cluster;
  };
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "kraft-cluster-"));
  });
  afterEach(async () => {
    for (const cluster of clusters.splice(0)) {
      for (const process of cluster.running) await process.kill();
      cluster.close();
    }
    rmSync(home, { recursive: true });
  });
  return {
    get home() {
      return home;
    },
    get directory() {
      return directory();
    },
    create: async (...flags) => {
      const ports = await freePorts(6);
      const planned = { transportPorts: ports.slice(0, 3), apiPorts: ports.slice(3), flags };
      return endedLater(LocalCluster.create({ directory: directory(), command: FAKE_COMMAND }, planned));
    },
    reopen: (program = FAKE_SERVER) => {
      const command = [process.execPath, program];
      return endedLater(LocalCluster.open({ directory: directory(), command })!);
    },
    starts: (id) => readFileSync(join(directory(), `node-${id}/data/starts`), "utf8").split("\n").length - 1,
  };
}
