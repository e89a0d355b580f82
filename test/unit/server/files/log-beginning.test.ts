import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDataDirectory } from "../../../../src/server/files/data-directory.ts";
import { DataDirectoryError } from "../../../../src/server/files/data-directory-error.ts";
import type { Identity } from "../../../../src/server/files/identity.ts";
import type { FileOperation } from "../../../../src/storage/index.ts";
import { scratchDirectory } from "./scratch.ts";

const identity: Identity = { cluster: "kraft", node: 1, group: 0, founders: [1] };
const SEGMENT = "wal-0000000000000001.log";
const FIRST_BATCH: readonly FileOperation[] = [
  { kind: "create", file: "wal-new.tmp" },
  { kind: "sync", file: "wal-new.tmp" },
  { kind: "rename", file: "wal-new.tmp", to: SEGMENT },
  { kind: "sync-directory" },
];

async function runOnce(path: string, batch: readonly FileOperation[]): Promise<void> {
  const { unlock, writer } = await openDataDirectory(path, identity);
  await writer.run(batch);
  await writer.close();
  unlock();
}

test("a directory whose log has vanished is refused, and given back", async () => {
  const path = scratchDirectory();
  await runOnce(path, FIRST_BATCH);
  await runOnce(path, []);
  rmSync(join(path, "storage", SEGMENT));
  await expect(openDataDirectory(path, identity)).rejects.toThrow(DataDirectoryError);
  await expect(openDataDirectory(path, identity)).rejects.toThrow(`${path} held a log, and does not any more`);
  expect(readdirSync(join(path, "storage"))).toEqual([]);
  expect(readdirSync(path)).not.toContain("lock");
});

test("one in which no log was begun yet is as good as new", async () => {
  const path = scratchDirectory();
  await runOnce(path, []);
  await runOnce(path, FIRST_BATCH.slice(0, 2));
  await runOnce(path, FIRST_BATCH);
});

test("a log that is not noted yet, because the process ended before, is noted at the next start", async () => {
  const path = scratchDirectory();
  await runOnce(path, FIRST_BATCH);
  rmSync(join(path, "log-begun"));
  await runOnce(path, []);
  rmSync(join(path, "storage", SEGMENT));
  await expect(openDataDirectory(path, identity)).rejects.toThrow(DataDirectoryError);
});

test("a batch that begins a log is not done before the note is durable, and fails with it", async () => {
  const path = scratchDirectory();
  const { unlock, writer } = await openDataDirectory(path, identity);
  // Nothing can be created where a file stands in the place of the directory.
  rmSync(path, { recursive: true });
  writeFileSync(path, "");
  await expect(writer.run(FIRST_BATCH)).rejects.toThrow("cannot create");
  rmSync(path);
  unlock();
});
