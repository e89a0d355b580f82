import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_SESSION_LIMITS, KeyValueMachine, SessionMachine } from "../../../src/machine/index.ts";
import { configurationOf, TermRuns, type Write } from "../../../src/raft/index.ts";
import { FileFates } from "../../../src/sim/file-fates.ts";
import { FileSystem } from "../../../src/sim/file-system.ts";
import { Choices, expandSeed } from "../../../src/sim/index.ts";
import * as core from "../../../src/sut/core.ts";
import { DamagedDisk } from "../../../src/sut/damaged-disk.ts";
import { FileImage } from "../../../src/sut/file-image.ts";
import { NodeFailure } from "../../../src/sut/node-failure.ts";
import type { DiskRecord, NodeImage } from "../../../src/sut/node-image.ts";
import { RecordImage } from "../../../src/sut/record-image.ts";
import { saveSnapshot } from "../../../src/sut/saved-snapshot.ts";
import type { Call } from "../invariants/histories.ts";
import { appendOf, commands, entryOf, putRequest, REGISTRATION } from "./entries.ts";
import { createRecorder } from "./recording-process.ts";

const EVERYTHING = 1_000_000;
const CONFIGURATION = configurationOf([1, 2, 3]);

function newMachine(): SessionMachine {
  return SessionMachine.create(new KeyValueMachine(), DEFAULT_SESSION_LIMITS);
}

/** A node's files, and what is on them for the node. */
class Disk {
  readonly image: FileImage;
  readonly calls: Call[];
  readonly files: FileSystem;
  private readonly witness;
  private lastWrite = 0;

  /** With an original, a copy of it that has told nobody of anything yet. */
  constructor(segmentBytes = 500, original?: Disk) {
    this.files = original?.files.fork() ?? new FileSystem();
    const { calls, witness } = createRecorder();
    this.calls = calls;
    this.witness = witness;
    const settings = { maxCachedBytes: 2 * EVERYTHING, sessions: DEFAULT_SESSION_LIMITS };
    const options = { settings, storage: { segmentBytes }, core, createMachine: () => new KeyValueMachine() };
    this.image = original?.image.fork(this.files) ?? new FileImage(3, options, this.files);
    this.lastWrite = original?.lastWrite ?? 0;
  }

  /** False if the node does not start. What is found is settled by then. */
  boot(): boolean {
    if (!this.image.boot()) return false;
    this.sync();
    return true;
  }

  write(record: DiskRecord): void {
    if (record.kind !== "snapshot") this.lastWrite = record.number;
    this.image.write(this.lastWrite, record);
  }

  /** The next batch is carried out, and nobody knows yet. */
  carryOut(): void {
    for (const operation of this.image.takeBatch() ?? []) this.files.carryOut(operation);
  }

  /** All is written, and reported. */
  sync(): void {
    for (let batch = this.image.takeBatch(); batch !== undefined; batch = this.image.takeBatch()) {
      for (const operation of batch) this.files.carryOut(operation);
      this.image.batchDone(this.witness);
    }
  }

  /** The power fails; without fates nothing is left of what was not synced. */
  crash(fates?: FileFates): void {
    this.files.crash(fates, () => {});
    this.image.crashed();
    this.lastWrite = 0;
  }
}

function bootedDisk(segmentBytes?: number): Disk {
  const disk = new Disk(segmentBytes);
  expect(disk.boot()).toBe(true);
  return disk;
}

/** All that a node restarts with, as plain data. */
function contentsOf(image: NodeImage): unknown {
  const { termRuns, ...rest } = image.load(EVERYTHING);
  const terms: number[] = [];
  for (let index = rest.baseIndex; index <= rest.lastIndex; index++) terms.push(termRuns.termAt(index));
  return structuredClone({ ...rest, terms, stateHash: image.loadMachine()?.stateHash });
}

/** What a core may write, from draws: each is a kind, and how far back or how much. */
function writesFrom(draws: readonly (readonly [number, number])[]): DiskRecord[] {
  const made: DiskRecord[] = [];
  const terms = [0];
  let [number, term, base, saved] = [0, 1, 0, 0];
  for (const [kind, amount] of draws) {
    const last = terms.length - 1;
    if (kind === 0) made.push({ kind: "hard-state", number: ++number, term: ++term, votedFor: amount % 4 });
    else if (kind === 1 && last > saved) {
      saved += 1 + (amount % (last - saved));
      made.push(saveSnapshot({ index: saved, term: terms[saved]!, configuration: CONFIGURATION }, newMachine()));
    } else if (kind === 2 && saved > base) {
      base += 1 + (amount % (saved - base));
      made.push({ kind: "compact", number: ++number, index: base, term: terms[base]! });
    } else {
      // What a snapshot holds was committed, and is not replaced.
      const first = Math.max(saved, last - (amount % 3)) + 1;
      terms.length = first;
      for (let count = 1 + (amount % 4); count > 0; count--) terms.push(term);
      made.push(appendOf(++number, commands(first, ...terms.slice(first))));
    }
  }
  return made;
}

const draws = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 50 })), { maxLength: 25 });
const segmentSizes = fc.constantFrom(1, 300, 100_000);

/** A disk of records on which all of this is durable. */
function recordsOf(records: readonly DiskRecord[]): { readonly image: RecordImage; readonly calls: Call[] } {
  const { calls, witness } = createRecorder();
  const image = new RecordImage(3, new TermRuns());
  for (const record of records) image.apply(witness, record);
  return { image, calls };
}

describe("what was reported durable", () => {
  test("is told to the witness, and found after a crash, as on a disk of records", () => {
    fc.assert(
      fc.property(draws, segmentSizes, (drawn, segmentBytes) => {
        const disk = bootedDisk(segmentBytes);
        const records = writesFrom(drawn);
        for (const record of records) {
          disk.write(record);
          disk.sync();
        }
        const expected = recordsOf(records);
        expect(disk.calls).toEqual(expected.calls);
        disk.crash();
        expect(disk.boot()).toBe(true);
        expect(disk.calls).toEqual(expected.calls);
        expect(contentsOf(disk.image)).toEqual(contentsOf(expected.image));
        const { baseIndex, lastIndex, snapshotIndex, term, votedFor } = disk.image;
        expect({ baseIndex, lastIndex, snapshotIndex, term, votedFor }).toMatchObject({
          baseIndex: expected.image.baseIndex,
          lastIndex: expected.image.lastIndex,
          snapshotIndex: expected.image.snapshotIndex,
          term: expected.image.term,
          votedFor: expected.image.votedFor,
        });
      }),
    );
  });

  test("is a beginning of what was written, entry by entry, when a crash came before the report", () => {
    let survived = 0;
    fc.assert(
      fc.property(draws, draws, segmentSizes, fc.string(), (former, drawn, segmentBytes, seed) => {
        const records = writesFrom([...former, ...drawn]);
        const disk = bootedDisk(segmentBytes);
        for (const record of records.slice(0, former.length)) disk.write(record);
        disk.sync();
        const reported = disk.calls.length;
        for (const record of records.slice(former.length)) disk.write(record);
        disk.carryOut();
        const choices = new Choices(expandSeed(seed), 1);
        disk.crash(new FileFates({ crashLosesPerMillion: 200_000, crashTearsPerMillion: 600_000 }, 0, choices));
        expect(disk.boot()).toBe(true);
        const all = recordsOf(records);
        expect(disk.calls.length).toBeGreaterThanOrEqual(reported);
        expect(all.calls.slice(0, disk.calls.length)).toEqual(disk.calls);
        if (disk.calls.length > reported) survived++;
        const { lastIndex, term, votedFor } = disk.image;
        expect(disk.image.load()).toMatchObject({ lastIndex, term, votedFor });
      }),
      { numRuns: 200 },
    );
    expect(survived).toBeGreaterThan(10);
  });

  test("does not count what a restart found before that is settled", () => {
    const disk = bootedDisk();
    disk.write(appendOf(1, commands(1, 1, 1)));
    disk.carryOut();
    disk.image.crashed();
    expect(disk.image.boot()).toBe(true);
    expect(disk.image.load()).toMatchObject({ lastIndex: 2 });
    expect([disk.calls.length, disk.image.lastIndex]).toEqual([0, 0]);
    disk.image.crashed();
    expect(disk.boot()).toBe(true);
    expect(disk.calls.map(([name]) => name)).toEqual(["entryPersisted", "entryPersisted"]);
  });
});

test("storage that lost what it reported starts with what is left, for the witness to judge", () => {
  const disk = bootedDisk();
  const files = disk.files.list().map((file) => [file, disk.files.read(file, 0, disk.files.sizeBytes(file))] as const);
  const before = new Map(files);
  disk.write(appendOf(1, commands(1, 1, 1)));
  disk.sync();
  for (const file of disk.files.list()) {
    const bytes = before.get(file);
    disk.files.carryOut({ kind: bytes === undefined ? "remove" : "create", file });
    if (bytes !== undefined) disk.files.carryOut({ kind: "append", file, bytes });
  }
  const told = disk.calls.length;
  disk.write(appendOf(2, commands(3, 1)));
  disk.image.crashed();
  expect(disk.boot()).toBe(true);
  expect(disk.image.load().lastIndex).toBe(0);
  expect([disk.calls.length, disk.image.lastIndex]).toEqual([told, 2]);
});

describe("an entry", () => {
  const entries = [entryOf(1, 1), ...commands(2, 1, 1)];

  test("is read from the files, as the same request that was written", () => {
    const disk = bootedDisk();
    disk.write(appendOf(1, entries));
    disk.sync();
    expect(disk.image.entryAt(2)).toBe(entries[1]);
    expect(disk.image.read({ firstIndex: 1, lastIndex: 3, maxBytes: EVERYTHING })).toEqual(entries);
    expect(disk.image.entryToApply(3)).toBe(entries[2]);
  });

  test("that a snapshot on its way has taken is not there to be applied", () => {
    const disk = bootedDisk();
    disk.write(appendOf(1, entries));
    disk.sync();
    const snapshot = { index: 9, term: 2, configuration: CONFIGURATION };
    disk.write({ kind: "snapshot-chunk", number: 2, snapshot, offset: 0, data: new Uint8Array(3), bytes: 3 } as Write);
    disk.write({ kind: "install-snapshot", number: 3, snapshot });
    expect(disk.image.entryToApply(3)).toBeUndefined();
    expect(disk.image.lastIndex).toBe(3);
    disk.sync();
    expect([disk.image.baseIndex, disk.image.snapshotIndex]).toEqual([9, 9]);
  });
});

test("a machine goes to another disk in pieces, and is what it was", () => {
  const machine = newMachine();
  machine.apply({ asked: REGISTRATION, atUs: 1, digest: 0 }, 2);
  machine.apply({ asked: putRequest(2), atUs: 2, digest: 0 }, 3);
  const leader = bootedDisk();
  leader.write(appendOf(1, [entryOf(1, 1), ...commands(2, 1, 1)]));
  const snapshot = { index: 3, term: 1, configuration: CONFIGURATION };
  leader.write(saveSnapshot(snapshot, machine));
  leader.sync();
  const follower = bootedDisk();
  for (let offset = 0, number = 1; ; number++) {
    const piece = leader.image.readSnapshot({ peer: 2, index: 3, offset, maxBytes: 10 })!;
    follower.write({ kind: "snapshot-chunk", number, snapshot, offset, data: piece.data, bytes: piece.bytes } as Write);
    offset += piece.bytes;
    if (!piece.isLast) continue;
    follower.write({ kind: "install-snapshot", number: number + 1, snapshot });
    break;
  }
  follower.sync();
  expect(follower.image.loadMachine()!.stateHash).toBe(machine.stateHash);
  expect(leader.image.loadMachine()!.stateHash).toBe(machine.stateHash);
  expect(leader.image.readSnapshot({ peer: 2, index: 2, offset: 0, maxBytes: 10 })).toBeUndefined();
});

describe("bits that turned over", () => {
  function damagedDisk(): Disk {
    const disk = bootedDisk(100_000);
    disk.write(appendOf(1, commands(1, 1, 1, 1)));
    disk.sync();
    disk.write(appendOf(2, commands(4, 1)));
    disk.sync();
    const { durableBits } = disk.files;
    for (let place = durableBits >> 1; place < (durableBits >> 1) + 8; place++) disk.files.flipBit(place);
    return disk;
  }

  test("keep the node from starting", () => {
    const disk = damagedDisk();
    disk.image.damaged();
    disk.crash();
    expect(disk.boot()).toBe(false);
    expect(disk.image.takeBatch()).toBeUndefined();
  });

  test("end it when it reads them", () => {
    const disk = damagedDisk();
    disk.image.damaged();
    const readAll = () => disk.image.read({ firstIndex: 1, lastIndex: 4, maxBytes: EVERYTHING });
    expect(readAll).toThrow(DamagedDisk);
  });

  test("are its storage's failure if nothing damaged them", () => {
    const disk = damagedDisk();
    expect(() => disk.image.read({ firstIndex: 1, lastIndex: 4, maxBytes: EVERYTHING })).toThrow(NodeFailure);
    disk.crash();
    expect(() => disk.boot()).toThrow(NodeFailure);
  });
});

test("what no file system could do is the node's failure", () => {
  const { image } = bootedDisk();
  expect(() => image.refused(new core.DamagedFile("a", 0, "b") as never)).toThrow(NodeFailure);
});

test("a copy goes on as the original, and neither disturbs the other", () => {
  fc.assert(
    fc.property(draws, segmentSizes, fc.nat(25), (drawn, segmentBytes, at) => {
      const disk = bootedDisk(segmentBytes);
      const records = writesFrom(drawn);
      for (const record of records.slice(0, at)) disk.write(record);
      const copy = new Disk(segmentBytes, disk);
      for (const one of [disk, copy]) {
        for (const record of records.slice(at)) one.write(record);
        one.sync();
        one.crash();
        expect(one.boot()).toBe(true);
      }
      expect(copy.calls).toEqual(disk.calls);
      expect(contentsOf(copy.image)).toEqual(contentsOf(recordsOf(records).image));
      expect(contentsOf(disk.image)).toEqual(contentsOf(copy.image));
    }),
  );
});
