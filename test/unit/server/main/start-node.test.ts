import { once } from "node:events";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DamagedFilesError } from "../../../../src/server/node/recovery.ts";
import { TransportError } from "../../../../src/server/transport/transport.ts";
import { PATIENCE_MS, TestCluster } from "../node/cluster.ts";

test("a server whose address is taken says so and gives its directory back", async () => {
  const cluster = await TestCluster.of([1]);
  const { transport } = cluster.addressOf(1);
  const squatter = createServer().listen(Number(transport.split(":")[1]), "127.0.0.1");
  await once(squatter, "listening");
  await expect(cluster.start(1)).rejects.toThrow(TransportError);
  squatter.close();
  await once(squatter, "close");
  await cluster.start(1);
  await cluster.put("a", "1");
});

test("a snapshot that is damaged is refused at the start, and nothing is put in its place", async () => {
  const cluster = await TestCluster.started([1]);
  await cluster.put("a", "1");
  const { node } = await cluster.leader();
  await node.takeSnapshot(PATIENCE_MS);
  await cluster.stop();
  const directory = join(cluster.dataDirectoryOf(1), "storage");
  const file = readdirSync(directory).find((name) => name.includes("snapshot"))!;
  const bytes = readFileSync(join(directory, file));
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(join(directory, file), bytes);
  await expect(cluster.start(1)).rejects.toThrow(DamagedFilesError);
  expect(readFileSync(join(directory, file))).toEqual(bytes);
});

test("two servers of one directory: the second is refused", async () => {
  const cluster = await TestCluster.started([1]);
  await expect(cluster.start(1)).rejects.toThrow(`${cluster.dataDirectoryOf(1)} is in use by process`);
});

test("founders are those of the first start, whatever peers are named later", async () => {
  const cluster = await TestCluster.of([1, 2]);
  await cluster.start(1, { peers: new Map() });
  await cluster.put("a", "1");
  await cluster.stop();
  const { node } = await cluster.start(1);
  expect(await cluster.get(1, "a")).toBe("1");
  expect(node.status().raft.configuration.voters).toEqual([1]);
});

test("a server that has lost its log is refused: it could vote twice, and what it acknowledged would be gone", async () => {
  const cluster = await TestCluster.started([1]);
  await cluster.put("a", "1");
  await cluster.stop();
  const directory = join(cluster.dataDirectoryOf(1), "storage");
  for (const file of readdirSync(directory)) rmSync(join(directory, file));
  await expect(cluster.start(1)).rejects.toThrow(`${cluster.dataDirectoryOf(1)} held a log`);
});
