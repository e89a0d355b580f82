import { describe, expect, test } from "vitest";
import { configurationOf, type Entry } from "../../../src/raft/index.ts";
import { crc32 } from "../../../src/storage/crc32.ts";
import { segmentName } from "../../../src/storage/file-names.ts";
import { type FileReader, type Recovery, Storage } from "../../../src/storage/index.ts";
import { CrashFiles } from "./crash-files.ts";
import { Dice } from "./dice.ts";
import { carryOutAll } from "./files.ts";
import { optionsWith } from "./rig.ts";

function ready(files: CrashFiles, segmentBytes = 100_000): Recovery & { kind: "ready" } {
  const recovery = Storage.recover(optionsWith(segmentBytes), files);
  if (recovery.kind === "damaged") throw new Error(recovery.reason);
  return recovery;
}

function started(segmentBytes = 100_000): { files: CrashFiles; storage: Storage } {
  const files = new CrashFiles();
  return { files, storage: ready(files, segmentBytes).storage };
}

function command(index: number, data: Uint8Array): Entry {
  return { index, term: 1, bytes: data.length, kind: "command", data };
}

function append(storage: Storage, number: number, index: number, data: Uint8Array = Uint8Array.of(number)): void {
  storage.write({ kind: "append", number, entries: [command(index, data)] });
}

describe("batches", () => {
  test("there is nothing to do at first", () => {
    expect(started().storage.takeBatch()).toBeUndefined();
  });

  test("what is written while one is under way goes into the next, as one append and one sync", () => {
    const { storage, files } = started();
    append(storage, 1, 1);
    const first = storage.takeBatch()!;
    append(storage, 2, 2);
    append(storage, 3, 3);
    expect(storage.takeBatch()).toBeUndefined();
    for (const operation of first) files.carryOut(operation);
    expect(storage.batchDone()).toEqual({ write: 1, savedSnapshotIndex: 0 });
    expect(storage.takeBatch()!.map(({ kind }) => kind)).toEqual(["append", "sync"]);
    expect(storage.batchDone().write).toBe(3);
  });

  test("a write that needs no operation yet is reported all the same", () => {
    const { storage, files } = started();
    const snapshot = { index: 5, term: 1, configuration: configurationOf([1]) };
    storage.write({ kind: "snapshot-chunk", number: 1, snapshot, offset: 0, data: new Uint8Array(9), bytes: 9 });
    carryOutAll(storage, files);
    storage.write({ kind: "snapshot-chunk", number: 2, snapshot, offset: 9, data: new Uint8Array(9), bytes: 9 });
    expect(storage.takeBatch()).toEqual([]);
    expect(storage.batchDone().write).toBe(2);
  });

  test("one that failed is the last", () => {
    const { storage, files } = started();
    append(storage, 1, 1);
    storage.takeBatch();
    storage.batchFailed("no space left");
    append(storage, 2, 2);
    expect(storage.takeBatch()).toBeUndefined();
    expect(storage.status.failure).toBe("no space left");
    expect(() => storage.batchDone()).toThrow("no batch is under way");
    expect(ready(files).durable.lastIndex).toBe(0);
  });
});

describe("segments", () => {
  test("those that hold nothing that counts are removed, the oldest first, each for good before the next", () => {
    const { storage, files } = started(200);
    storage.write({ kind: "hard-state", number: 1, term: 1, votedFor: 3 });
    for (let index = 1; index <= 20; index++) append(storage, index + 1, index);
    carryOutAll(storage, files);
    const held = storage.status.segments;
    expect(held).toBeGreaterThan(3);
    const writer = storage.saveSnapshot({ index: 20, term: 1, configuration: configurationOf([1]) });
    writer.finish();
    carryOutAll(storage, files);
    storage.write({ kind: "compact", number: 22, index: 20, term: 1 });
    const operations = carryOutAll(storage, files);
    const removed = operations.flatMap((one) => (one.kind === "remove" ? [one.file] : []));
    expect(storage.status.segments).toBe(1);
    expect(removed.length).toBeGreaterThan(2);
    expect(removed).toEqual(removed.slice().sort());
    operations.forEach((one, place) => {
      if (one.kind === "remove") expect(operations[place + 1]).toEqual({ kind: "sync-directory" });
    });
    // The vote was in the first of them.
    expect(ready(files, 200).durable).toMatchObject({ term: 1, votedFor: 3, baseIndex: 20, lastIndex: 20 });
  });

  test("one whose removal was lost comes back, and is removed again", () => {
    const { storage, files } = started(200);
    for (let index = 1; index <= 20; index++) append(storage, index, index);
    carryOutAll(storage, files);
    const file = segmentName(1);
    const bytes = files.read(file, 0, 10_000);
    storage.saveSnapshot({ index: 20, term: 1, configuration: configurationOf([1]) }).finish();
    carryOutAll(storage, files);
    storage.write({ kind: "compact", number: 21, index: 20, term: 1 });
    carryOutAll(storage, files);
    files.carryOut({ kind: "create", file });
    files.carryOut({ kind: "append", file, bytes });
    const { durable, storage: again } = ready(files, 200);
    expect(durable).toMatchObject({ baseIndex: 20, lastIndex: 20 });
    carryOutAll(again, files);
    expect(files.list()).not.toContain(file);
  });

  test("one that is lost is missed", () => {
    const { storage, files } = started(200);
    for (let index = 1; index <= 20; index++) append(storage, index, index);
    carryOutAll(storage, files);
    const [first, second] = files.list().slice().sort();
    files.carryOut({ kind: "remove", file: second! });
    expect(Storage.recover(optionsWith(200), files)).toMatchObject({ kind: "damaged", file: first });
    files.carryOut({ kind: "remove", file: first! });
    expect(Storage.recover(optionsWith(200), files)).toMatchObject({
      kind: "damaged",
      offset: 0,
      reason: "entry 1 is in no segment, and no snapshot took its place",
    });
  });

  test("a log of another group, or of another version, is refused", () => {
    const { storage, files } = started();
    append(storage, 1, 1);
    carryOutAll(storage, files);
    const other = { ...optionsWith(100), group: 4 };
    expect(Storage.recover(other, files)).toMatchObject({ offset: 0, reason: "the record belongs to group 3, not 4" });
    const file = segmentName(1);
    const bytes = files.read(file, 0, 1_000);
    const end = 8 + bytes[0]!;
    bytes[8] = 2;
    new DataView(bytes.buffer).setUint32(4, crc32(bytes, 8, end), true);
    files.carryOut({ kind: "create", file });
    files.carryOut({ kind: "append", file, bytes });
    expect(Storage.recover(optionsWith(100), files)).toMatchObject({
      kind: "damaged",
      reason: "the record is of version 2, not 1",
    });
  });
});

describe("the end of the log", () => {
  test("damage in a flush that others follow is refused, even where sectors of it are empty", () => {
    const { storage, files } = started();
    append(storage, 1, 1, new Uint8Array(2_000));
    carryOutAll(storage, files);
    append(storage, 2, 2);
    carryOutAll(storage, files);
    files.damage(segmentName(1), 700, 1);
    expect(Storage.recover(optionsWith(100), files)).toMatchObject({ kind: "damaged", file: segmentName(1) });
  });

  test("it may be cut anywhere, and what is whole is kept; but not the first flush of a segment", () => {
    const { storage, files } = started();
    const dice = new Dice(1);
    append(storage, 1, 1);
    carryOutAll(storage, files);
    const firstBytes = files.sizeBytes(segmentName(1));
    for (let index = 2; index <= 4; index++) append(storage, index, index, dice.bytes(300));
    carryOutAll(storage, files);
    const bytes = files.read(segmentName(1), 0, 10_000);
    const found = new Set<number>();
    for (let length = 0; length <= bytes.length; length++) {
      const torn = new CrashFiles();
      torn.carryOut({ kind: "create", file: segmentName(1) });
      torn.carryOut({ kind: "append", file: segmentName(1), bytes: bytes.subarray(0, length) });
      const recovery = Storage.recover(optionsWith(100), torn);
      expect(recovery.kind).toBe(length < firstBytes ? "damaged" : "ready");
      if (recovery.kind === "damaged") continue;
      carryOutAll(recovery.storage, torn);
      found.add(recovery.durable.lastIndex);
      expect(ready(torn).durable.lastIndex).toBe(recovery.durable.lastIndex);
    }
    expect([...found]).toEqual([1, 2, 3, 4]);
  });

  test("it is blamed where what is lost of it had dropped the entries before the log", () => {
    const { storage, files } = started(600);
    for (let index = 1; index <= 16; index++) {
      append(storage, index, index);
      carryOutAll(storage, files);
    }
    storage.saveSnapshot({ index: 9, term: 1, configuration: configurationOf([1]) }).finish();
    carryOutAll(storage, files);
    const newest = files.list().toSorted().at(-1);
    storage.write({ kind: "compact", number: 17, index: 9, term: 1 });
    carryOutAll(storage, files);
    const [first, last] = files
      .list()
      .filter((file) => file.startsWith("wal-"))
      .sort();
    // The first segment is gone, and what says so is not the beginning of the last one.
    expect([first === segmentName(1), last]).toEqual([false, newest]);
    const bytes = files.read(last!, 0, files.sizeBytes(last!));
    files.carryOut({ kind: "create", file: last! });
    files.carryOut({ kind: "append", file: last!, bytes: bytes.subarray(0, bytes.length - 40) });
    expect(Storage.recover(optionsWith(600), files)).toMatchObject({
      kind: "damaged",
      file: last,
      reason: expect.stringContaining("is not whole, and entries are missing"),
    });
  });

  test("of a torn write no more is told than was written, whatever room was made for what comes", () => {
    const { storage, files } = started();
    append(storage, 1, 1);
    carryOutAll(storage, files);
    const file = segmentName(1);
    const wholeBytes = files.sizeBytes(file);
    append(storage, 2, 2);
    carryOutAll(storage, files);
    const torn = files.read(file, 0, wholeBytes + 15);
    files.carryOut({ kind: "create", file });
    files.carryOut({ kind: "append", file, bytes: torn });
    files.carryOut({ kind: "append", file, bytes: new Uint8Array(4_096) });
    expect(ready(files).repairs).toEqual([`${file}: a torn write was cut, 15 bytes from byte ${wholeBytes} on`]);
  });

  test.each([
    ["the rest of the one in which it begins", 0],
    ["a whole one", 1],
  ])("a flush of which a sector is lost was not synced: %s", (_, sector) => {
    const { storage, files } = started();
    append(storage, 1, 1);
    carryOutAll(storage, files);
    const file = segmentName(1);
    const wholeBytes = files.sizeBytes(file);
    append(storage, 2, 2, new Dice(1).bytes(1_000));
    carryOutAll(storage, files);
    const bytes = files.read(file, 0, files.sizeBytes(file));
    expect(wholeBytes).toBeLessThan(512);
    bytes.fill(0, Math.max(wholeBytes, sector * 512), (sector + 1) * 512);
    files.carryOut({ kind: "create", file });
    files.carryOut({ kind: "append", file, bytes });
    expect(ready(files).durable.lastIndex).toBe(1);
  });

  test("damage in the only flush is refused, even where sectors of it are empty", () => {
    const { storage, files } = started();
    append(storage, 1, 1, new Uint8Array(2_000));
    carryOutAll(storage, files);
    files.damage(segmentName(1), 700, 1);
    expect(Storage.recover(optionsWith(100), files)).toMatchObject({ kind: "damaged", file: segmentName(1) });
  });

  test("a snapshot can be read until a newer one is reported, even when all of the batch is carried out", () => {
    const { storage, files } = started();
    for (let index = 1; index <= 4; index++) append(storage, index, index);
    const save = (index: number): void => {
      const writer = storage.saveSnapshot({ index, term: 1, configuration: configurationOf([1]) });
      writer.append(Uint8Array.of(index));
      writer.finish();
    };
    const piece = (index: number) => storage.snapshotPiece({ peer: 2, index, offset: 0, maxBytes: 9 }, files)?.data;
    save(2);
    carryOutAll(storage, files);
    save(3);
    for (const operation of storage.takeBatch()!) files.carryOut(operation);
    expect(piece(2)).toEqual(Uint8Array.of(2));
    expect(storage.batchDone().savedSnapshotIndex).toBe(3);
    expect([piece(2), piece(3)]).toEqual([undefined, Uint8Array.of(3)]);
  });

  test("a block of a snapshot does not pass for another, although each is as it was written", () => {
    const { storage, files } = started();
    append(storage, 1, 1);
    const writer = storage.saveSnapshot({ index: 1, term: 1, configuration: configurationOf([1]) });
    const blockBytes = 65_536;
    for (const content of [1, 2, 3]) writer.append(new Uint8Array(blockBytes).fill(content));
    writer.finish();
    carryOutAll(storage, files);
    const file = files.list().find((name) => name.endsWith(".snap"))!;
    const whole = files.read(file, 0, files.sizeBytes(file)).slice();
    const blocks = [0, 1, 2].map((number) =>
      whole.subarray(number * (4 + blockBytes), (number + 1) * (4 + blockBytes)),
    );
    const withBlocks = (...order: readonly number[]): FileReader => {
      const bytes = Buffer.concat(order.map((number) => blocks[number]!));
      return {
        list: () => files.list(),
        sizeBytes: (name) => files.sizeBytes(name),
        read: (name, offset, length) =>
          name === file ? bytes.subarray(offset, offset + length) : files.read(name, offset, length),
      };
    };
    expect(Storage.recover(optionsWith(100_000), withBlocks(0, 1, 2)).kind).toBe("ready");
    const swapped = Storage.recover(optionsWith(100_000), withBlocks(0, 2, 1));
    expect(swapped).toMatchObject({ kind: "damaged", file, reason: "the checksum of block 1 does not hold" });
  });

  test("a log that ends before its snapshot is refused: what that is of was committed, and cannot have been dropped", () => {
    const { storage, files } = started();
    for (let index = 1; index <= 4; index++) append(storage, index, index);
    storage.saveSnapshot({ index: 3, term: 1, configuration: configurationOf([1]) }).finish();
    carryOutAll(storage, files);
    expect(ready(files).durable).toMatchObject({ lastIndex: 4, snapshot: { index: 3 } });
    append(storage, 5, 2);
    carryOutAll(storage, files);
    const reason = "the log ends at 2, and its snapshot is of 3";
    expect(Storage.recover(optionsWith(100_000), files)).toMatchObject({ kind: "damaged", reason });
  });

  test("an own snapshot that a leader's has overtaken comes to nothing", () => {
    const { storage, files } = started();
    for (let index = 1; index <= 4; index++) append(storage, index, index);
    const configuration = configurationOf([1]);
    const writer = storage.saveSnapshot({ index: 3, term: 1, configuration });
    const snapshot = { index: 9, term: 2, configuration };
    storage.write({ kind: "snapshot-chunk", number: 5, snapshot, offset: 0, data: new Uint8Array(3), bytes: 3 });
    storage.write({ kind: "install-snapshot", number: 6, snapshot });
    carryOutAll(storage, files);
    writer.append(new Uint8Array(3));
    writer.finish();
    carryOutAll(storage, files);
    expect(storage.status).toMatchObject({ snapshotIndex: 9, baseIndex: 9, lastIndex: 9 });
    expect(files.list().filter((file) => file.includes("snapshot"))).toHaveLength(1);
  });
});

test("the checksum is the common one", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  const bytes = new Dice(7).bytes(100);
  expect(crc32(bytes, 40, 100, crc32(bytes, 0, 40))).toBe(crc32(bytes));
});
