import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDataDirectory } from "../../../../src/server/files/data-directory.ts";
import { DataDirectoryError } from "../../../../src/server/files/data-directory-error.ts";
import { DirectoryReader } from "../../../../src/server/files/directory-reader.ts";
import { DirectoryWriter } from "../../../../src/server/files/directory-writer.ts";
import type { Identity } from "../../../../src/server/files/identity.ts";
import { NotedLog } from "../../../../src/server/files/noted-log.ts";
import { type FileOperation, segmentName } from "../../../../src/storage/index.ts";
import { scratchDirectory } from "./scratch.ts";

const identity: Identity = { cluster: "kraft", node: 1, group: 0, founders: [1] };
const SEGMENT = segmentName(1);
const FIRST_BATCH = beginning(1);

function beginning(segment: number): readonly FileOperation[] {
  return [
    { kind: "create", file: "wal-new.tmp" },
    { kind: "sync", file: "wal-new.tmp" },
    { kind: "rename", file: "wal-new.tmp", to: segmentName(segment) },
    { kind: "sync-directory" },
  ];
}

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

test("a log that is not noted yet, because the process ended before, is noted with what is written first", async () => {
  const path = scratchDirectory();
  await runOnce(path, FIRST_BATCH);
  rmSync(join(path, "log-begun"));
  await runOnce(path, FIRST_BATCH);
  rmSync(join(path, "storage", SEGMENT));
  await expect(openDataDirectory(path, identity)).rejects.toThrow(DataDirectoryError);
});

test("one whose newest segment has vanished is refused with its name, and given back", async () => {
  const path = scratchDirectory();
  for (const segment of [1, 2, 3]) await runOnce(path, beginning(segment));
  await runOnce(path, [{ kind: "remove", file: segmentName(1) }]);
  await runOnce(path, []);
  rmSync(join(path, "storage", segmentName(3)));
  await expect(openDataDirectory(path, identity)).rejects.toThrow(
    `${path} has lost the end of its log: ${segmentName(3)} was begun, and is not there: this server has forgotten`,
  );
  expect(readdirSync(path)).not.toContain("lock");
});

test("wherever the process ends while a segment is begun, the log is whole: nothing in it was promised yet", async () => {
  for (let done = 0; done <= FIRST_BATCH.length; done++) {
    const path = scratchDirectory();
    await runOnce(path, FIRST_BATCH);
    const storage = new DirectoryWriter(join(path, "storage"));
    await storage.run(beginning(2).slice(0, done));
    await storage.close();
    writeFileSync(join(path, "log-begun.draft"), "w");
    await runOnce(path, beginning(2));
    rmSync(join(path, "storage", segmentName(2)));
    await expect(openDataDirectory(path, identity)).rejects.toThrow("has lost the end of its log");
  }
});

test("the empty note of an earlier version says that there was a log", async () => {
  const path = scratchDirectory();
  await runOnce(path, beginning(2));
  writeFileSync(join(path, "log-begun"), "");
  await runOnce(path, []);
  rmSync(join(path, "storage", segmentName(2)));
  await expect(openDataDirectory(path, identity)).rejects.toThrow("held a log, and does not any more");
});

test("a batch that begins a segment is not done before the note is durable, and fails with it", async () => {
  const path = scratchDirectory();
  const { unlock, writer } = await openDataDirectory(path, identity);
  // Nothing can be created where a directory stands.
  mkdirSync(join(path, "log-begun.draft"));
  await expect(writer.run(FIRST_BATCH)).rejects.toThrow(`cannot create ${path}/log-begun.draft`);
  expect(existsSync(join(path, "storage", SEGMENT))).toBe(true);
  await writer.close();
  unlock();
});

test("a batch that begins a segment is not done at once, whatever the log could do: it has to be noted", () => {
  const path = scratchDirectory();
  const ready = { run: async () => {}, runAtOnce: () => true, close: async () => {} };
  const log = new NotedLog(path, new DirectoryReader(path), ready, ready);
  expect(log.runAtOnce(FIRST_BATCH)).toBe(false);
  expect(log.runAtOnce([{ kind: "sync", file: SEGMENT }])).toBe(true);
});

test("a batch that begins no segment costs no note", async () => {
  const path = scratchDirectory();
  await runOnce(path, FIRST_BATCH);
  rmSync(join(path, "log-begun"));
  await runOnce(path, [
    { kind: "append", file: SEGMENT, bytes: new Uint8Array(7) },
    { kind: "sync", file: SEGMENT },
  ]);
  expect(existsSync(join(path, "log-begun"))).toBe(false);
});
