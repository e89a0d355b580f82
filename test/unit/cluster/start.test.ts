import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isPortFree, LocalCluster, PortInUseError } from "../../../src/cluster/index.ts";
import { fakeCluster } from "./fake-cluster.ts";

const fake = fakeCluster();

describe("what goes wrong at the start", () => {
  test("of two that make a cluster in one directory, one is told so", async () => {
    await fake.create();
    const second = fake.create();
    await expect(second).rejects.toThrow(/^another command has made a cluster in [^\n]* meanwhile$/);
    await expect(second).rejects.toMatchObject({ name: "ClusterError" });
  });

  test("a port in use is told before anything is started", async () => {
    const cluster = await fake.create();
    const { apiPort } = cluster.node(3).node;
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(apiPort, "127.0.0.1", resolve));
    expect(await isPortFree(apiPort)).toBe(false);
    await expect(cluster.start()).rejects.toThrow(PortInUseError);
    await expect(cluster.start()).rejects.toThrow(`port ${apiPort}, which node 3 needs, is in use`);
    expect(cluster.running).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
    await cluster.start();
  });

  test("a node that ends at once is told with what it said last, and none is left", async () => {
    const cluster = await fake.create("--fails");
    await expect(cluster.start()).rejects.toThrow(/^node 2 ended at once; it said: the disk is full$/);
    expect(cluster.running).toEqual([]);
  });

  test("a node that crashes is told with the sentence above its stack", async () => {
    const cluster = await fake.create("--crashes");
    await expect(cluster.start()).rejects.toThrow(
      /^node \d ended at once; it said: kraft server crashed: Error: what$/,
    );
  });

  test("a program that does not exist is no node", async () => {
    await fake.create();
    const cluster = LocalCluster.open({ directory: fake.directory, command: [join(fake.home, "nothing")] })!;
    await expect(cluster.start()).rejects.toThrow(/^node 1 ended at once$/);
  });

  test("an interrupt leaves nothing behind", async () => {
    const cluster = await fake.create();
    await expect(cluster.start(AbortSignal.abort())).rejects.toThrow(/^interrupted$/);
    expect(cluster.running).toEqual([]);
  });
});
