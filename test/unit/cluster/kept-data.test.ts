import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { freePorts, LocalCluster } from "../../../src/cluster/index.ts";
import { fakeCluster } from "./fake-cluster.ts";

const fake = fakeCluster();

describe("data that are gone", () => {
  test.each(["data", "."])("keep their node from starting again: node-2/%s", async (lost) => {
    const cluster = await fake.create();
    await cluster.start();
    await cluster.kill(2);
    rmSync(join(fake.directory, "node-2", lost), { recursive: true });
    const refusal = /^node 2 has run before, and its data are gone from \S+node-2.data: /;
    await expect(fake.reopen().restart(2)).rejects.toThrow(refusal);
    await expect(fake.reopen().launch(2)).rejects.toThrow(refusal);
    await cluster.stop();
    await expect(fake.reopen().start()).rejects.toThrow(refusal);
    expect(cluster.running).toEqual([]);
  });

  test("are noticed before a node that runs is ended", async () => {
    const cluster = await fake.create();
    await cluster.start();
    rmSync(join(fake.directory, "node-2/data"), { recursive: true });
    await expect(cluster.restart(2)).rejects.toThrow(/^node 2 has run before/);
    expect(cluster.running).toHaveLength(3);
    // What another one has lost is not its fault.
    await cluster.restart(3);
  });

  test("were never there where a node could not start", async () => {
    await (await fake.create()).clean();
    writeFileSync(join(fake.home, "broken.mjs"), "process.exit(1)");
    const broken = LocalCluster.create(
      { directory: fake.directory, command: [process.execPath, join(fake.home, "broken.mjs")] },
      { transportPorts: await freePorts(1), apiPorts: await freePorts(1) },
    );
    await expect(broken.start()).rejects.toThrow(/^node 1 ended at once/);
    broken.close();
    expect(await fake.reopen().start()).toMatchObject({ started: [1] });
  });
});
