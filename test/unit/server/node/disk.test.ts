import { expect, test } from "vitest";
import { TermRuns } from "../../../../src/raft/index.ts";
import type { FileRunner } from "../../../../src/server/files/file-runner.ts";
import { Disk } from "../../../../src/server/node/disk.ts";
import { SYSTEM_CLOCK } from "../../../../src/server/node/node-clock.ts";
import { SILENT_LISTENER } from "../../../../src/server/node/silent-listener.ts";
import { type FileOperation, type FileReader, Storage } from "../../../../src/storage/index.ts";

const NO_FILES: FileReader = { list: () => [], sizeBytes: () => 0, read: () => new Uint8Array() };

class HeldRunner implements FileRunner {
  readonly batches: (readonly FileOperation[])[] = [];
  release: () => void = () => {};

  run(batch: readonly FileOperation[]): Promise<void> {
    this.batches.push(batch);
    return new Promise((resolve) => {
      this.release = resolve;
    });
  }

  async close(): Promise<void> {}
}

function emptyStorage(): Storage {
  const codec = { encode: () => new Uint8Array(), decode: () => undefined };
  const options = { group: 0, segmentBytes: 4_096, tailBytes: 0, codec, termRuns: new TermRuns() };
  const recovery = Storage.recover(options, NO_FILES);
  if (recovery.kind !== "ready") throw new Error(recovery.reason);
  return recovery.storage;
}

test("what was written while a batch is under way is synced before a drain is done", async () => {
  const storage = emptyStorage();
  const runner = new HeldRunner();
  const disk = new Disk(storage, runner, SYSTEM_CLOCK, SILENT_LISTENER, () => {});
  storage.write({ kind: "hard-state", number: 1, term: 1, votedFor: 1 });
  disk.start();
  storage.write({ kind: "hard-state", number: 2, term: 2, votedFor: 1 });
  let isDrained = false;
  const drained = disk.drain().then(() => {
    isDrained = true;
  });
  runner.release();
  await expect.poll(() => runner.batches.length).toBe(2);
  expect(runner.batches[1]!.some(({ kind }) => kind === "sync")).toBe(true);
  expect(isDrained).toBe(false);
  runner.release();
  await drained;
  expect(storage.takeBatch()).toBeUndefined();
});
