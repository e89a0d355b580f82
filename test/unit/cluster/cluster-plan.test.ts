import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ClusterError, LocalCluster } from "../../../src/cluster/index.ts";
import { FAKE_COMMAND, fakeCluster } from "./fake-cluster.ts";

const fake = fakeCluster();

test("a folder that is not the cluster's keeps it from being made, and nothing is touched", async () => {
  mkdirSync(join(fake.directory, "node-2"), { recursive: true });
  writeFileSync(join(fake.directory, "node-2/thesis"), "mine");
  await expect(fake.create()).rejects.toThrow(/node-2 is there already, and not of a cluster: /);
  expect(readdirSync(fake.directory)).toEqual(["node-2"]);
  expect(readdirSync(join(fake.directory, "node-2"))).toEqual(["thesis"]);
});

test.each(["", "{", "[]", "null", '{"format":"kraft-cluster-1","ownsDirectory":true,"nodes":[{"id":2}]}'])(
  "a damaged plan is refused: %j",
  (text) => {
    mkdirSync(fake.directory);
    writeFileSync(join(fake.directory, "cluster.json"), text);
    expect(() => LocalCluster.open({ directory: fake.directory, command: FAKE_COMMAND })).toThrow(ClusterError);
  },
);
