import { expect, test } from "vitest";
import { TermRuns } from "../../../../src/raft/index.ts";
import type { FileRunner } from "../../../../src/server/files/file-runner.ts";
import { Disk } from "../../../../src/server/node/disk.ts";
import { SYSTEM_CLOCK } from "../../../../src/server/node/node-clock.ts";
import { SILENT_LISTENER } from "../../../../src/server/node/silent-listener.ts";
import { type FileOperation, type FileReader, Storage } from "../../../../src/storage/index.ts";
import { HandClock } from "./hand-clock.ts";

const NO_FILES: FileReader = { list: () => [], sizeBytes: () => 0, read: () => new Uint8Array() };

/** What a thread does waits for the test; what is done at once is done. */
class HeldRunner implements FileRunner {
  readonly batches: (readonly FileOperation[])[] = [];
  release: () => void = () => {};
  canAtOnce = true;
  /** Lets the time pass that an operation takes. */
  takes: () => void = () => {};

  run(batch: readonly FileOperation[]): Promise<void> {
    this.batches.push(batch);
    return new Promise((resolve) => {
      this.release = () => {
        this.takes();
        resolve();
      };
    });
  }

  runAtOnce(): boolean {
    if (this.canAtOnce) this.takes();
    return this.canAtOnce;
  }

  async close(): Promise<void> {}
}

function emptyStorage(): Storage {
  const codec = { encode: (data: unknown) => data as Uint8Array, decode: () => undefined };
  const options = { group: 0, segmentBytes: 1_048_576, tailBytes: 0, codec, termRuns: new TermRuns() };
  const recovery = Storage.recover(options, NO_FILES);
  if (recovery.kind !== "ready") throw new Error(recovery.reason);
  return recovery.storage;
}

test("what was written while a batch is under way is synced before a drain is done", async () => {
  const storage = emptyStorage();
  const runner = new HeldRunner();
  const disk = new Disk(storage, runner, SYSTEM_CLOCK, SILENT_LISTENER, () => {});
  storage.write({ kind: "hard-state", number: 1, term: 1, votedFor: 1 });
  disk.start(true);
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

/** A disk that is given one write after the other, each when the last one is durable. */
class Pen {
  readonly storage = emptyStorage();
  readonly runner = new HeldRunner();
  readonly clock = new HandClock();
  readonly disk = new Disk(this.storage, this.runner, this.clock, SILENT_LISTENER, () => {});
  private writes = 0;

  begin(bytes: number, mayWait: boolean): void {
    const number = ++this.writes;
    const entry = { kind: "command", index: number, term: 1, bytes, data: new Uint8Array(bytes) } as const;
    this.storage.write({ kind: "append", number, entries: [entry] });
    this.disk.start(mayWait);
  }

  /** Who waited for each of so many writes that took so long. */
  async write(count: number, durationUs = 100, bytes = 10, mayWait = true): Promise<("thread" | "everybody")[]> {
    const waited: ("thread" | "everybody")[] = [];
    this.runner.takes = () => {
      this.clock.nowUs += durationUs;
    };
    for (let at = 0; at < count; at++) {
      const { length } = this.runner.batches;
      this.begin(bytes, mayWait);
      const isHeld = this.runner.batches.length > length;
      waited.push(isHeld ? "thread" : "everybody");
      if (isHeld) this.runner.release();
      await expect.poll(() => this.disk.hasNews).toBe(true);
      expect(this.disk.takeDurable()).toMatchObject({ write: this.writes });
      expect(this.disk.hasNews).toBe(false);
    }
    return waited;
  }
}

const times = <Value>(count: number, value: Value): Value[] => new Array<Value>(count).fill(value);

test("everything waits for a small batch once the disk was quick for a while, and a thread after one that was slow", async () => {
  const pen = new Pen();
  expect(await pen.write(10)).toEqual([...times(8, "thread"), "everybody", "everybody"]);
  expect(await pen.write(1, 1_001)).toEqual(["everybody"]);
  expect(await pen.write(7)).toEqual(times(7, "thread"));
  expect(await pen.write(1, 1_001)).toEqual(["thread"]);
  expect(await pen.write(9, 1_000)).toEqual([...times(8, "thread"), "everybody"]);
});

test("a disk that is slow all the time holds up nobody", async () => {
  expect(await new Pen().write(100, 5_000)).toEqual(times(100, "thread"));
});

test("a thread waits for a large batch, and where others would begin later", async () => {
  const pen = new Pen();
  await pen.write(8);
  expect(await pen.write(2, 100, 5_000)).toEqual(times(2, "thread"));
  expect(await pen.write(2, 100, 10, false)).toEqual(times(2, "thread"));
  expect(await pen.write(1)).toEqual(["everybody"]);
});

test("a thread does what cannot be done at once", async () => {
  const pen = new Pen();
  await pen.write(8);
  pen.runner.canAtOnce = false;
  expect(await pen.write(2)).toEqual(times(2, "thread"));
});

test("what fails at once is final, as what fails in a thread is", async () => {
  const pen = new Pen();
  await pen.write(8);
  const failure = new Error("no room");
  pen.runner.takes = () => {
    throw failure;
  };
  const before = pen.runner.batches.length;
  pen.begin(10, true);
  expect(pen.disk.hasNews).toBe(true);
  expect(() => pen.disk.takeDurable()).toThrow(failure);
  expect(pen.storage.status.failure).toBe("no room");
  await pen.disk.drain();
  expect(pen.runner.batches).toHaveLength(before);
});
