import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createOneShot } from "../../../../src/machine/index.ts";
import { DirectoryWriter } from "../../../../src/server/files/directory-writer.ts";
import { FileError } from "../../../../src/server/files/file-error.ts";
import type { FileRunner } from "../../../../src/server/files/file-runner.ts";
import type { FileOperation } from "../../../../src/storage/index.ts";
import { PATIENCE_MS, TestCluster, until } from "./cluster.ts";

/** Real files, until `fails` is set: then every sync fails, as on a disk that is full or broken. */
class FailingRunner implements FileRunner {
  fails = false;
  syncsAfterFailure = 0;
  private readonly writer: DirectoryWriter;

  constructor(directory: string) {
    this.writer = new DirectoryWriter(directory);
  }

  run(batch: readonly FileOperation[]): Promise<void> {
    if (!this.fails) return this.writer.run(batch);
    this.syncsAfterFailure++;
    return Promise.reject(new FileError("sync 1.log", Object.assign(new Error(), { code: "ENOSPC" })));
  }

  runAtOnce(): boolean {
    return false;
  }

  close(): Promise<void> {
    return this.writer.close();
  }
}

test("a leader whose disk fails stops for good, says why, and the others go on; it returns when there is room", async () => {
  const cluster = await TestCluster.of([1, 2, 3]);
  const runners = new Map<number, FailingRunner>();
  await Promise.all(
    [1, 2, 3].map(async (id) => {
      const directory = join(cluster.dataDirectoryOf(id), "storage");
      runners.set(id, new FailingRunner(directory));
      await cluster.start(id, {}, { runner: runners.get(id)! });
    }),
  );
  await cluster.put("a", "1");
  const { node } = await cluster.leader();
  const runner = runners.get(node.id)!;
  runner.fails = true;
  const write = node.write(createOneShot({ kind: "put", key: "b", value: "2" }), PATIENCE_MS);
  expect(await node.failed).toMatch(
    /^cannot sync 1.log: no space is left on the device \(ENOSPC\); make room there, and start the server/,
  );
  expect((await write).outcome).toBe("unknown");
  expect(node.status().failure).toBe(await node.failed);
  expect(node.status().raft.stopped).toBe(true);
  expect(await node.write(createOneShot({ kind: "put", key: "c", value: "3" }), PATIENCE_MS)).toMatchObject({
    outcome: "refused",
    reason: "stopped",
  });
  await cluster.stopServer(node.id);
  await cluster.put("d", "4");
  // Nothing was tried again.
  expect(runner.syncsAfterFailure).toBe(1);
  await cluster.start(node.id);
  expect(await cluster.get(node.id, "a")).toBe("1");
  expect(await cluster.get(node.id, "d")).toBe("4");
});

test("zeros at the end are room that was not used, and nothing to tell of", async () => {
  const cluster = await TestCluster.started([1]);
  await cluster.put("key", "value");
  await cluster.stop();
  const directory = join(cluster.dataDirectoryOf(1), "storage");
  const segment = readdirSync(directory).sort().at(-1)!;
  appendFileSync(join(directory, segment), new Uint8Array(70_000));
  const { node } = await cluster.start(1);
  expect(node.repairs).toEqual([]);
  expect(await until("the key", () => cluster.get(1, "key"))).toBe("value");
});

test("a torn end is cut and told of; damage before it is refused with path, offset and what to do", async () => {
  const cluster = await TestCluster.started([1]);
  for (let count = 0; count < 5; count++) await cluster.put(`key-${count}`, `${count}`);
  await cluster.stop();
  const directory = join(cluster.dataDirectoryOf(1), "storage");
  const [segment] = readdirSync(directory).sort();
  const path = join(directory, segment!);
  const whole = readFileSync(path);
  appendFileSync(path, whole.subarray(-40, -7));
  const { node } = await cluster.start(1);
  expect(node.repairs).toHaveLength(1);
  expect(await cluster.get(1, "key-4")).toBe("4");
  await cluster.stop();
  const damaged = readFileSync(path);
  damaged[Math.floor(whole.length / 2)]! ^= 1;
  writeFileSync(path, damaged);
  await expect(cluster.start(1)).rejects.toThrow(
    new RegExp(
      `^${path} is damaged at offset \\d+: .*\\. Remove this server from the cluster, empty its data directory`,
    ),
  );
  // The directory was given back.
  writeFileSync(path, whole);
  await cluster.start(1);
  expect(await until("the key", () => cluster.get(1, "key-4"))).toBe("4");
});
