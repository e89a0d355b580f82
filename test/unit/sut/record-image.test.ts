import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_SESSION_LIMITS, KeyValueMachine, SessionMachine, stampRequest } from "../../../src/machine/index.ts";
import { configurationOf, type Entry, TermRuns, type Write } from "../../../src/raft/index.ts";
import { NodeFailure } from "../../../src/sut/node-failure.ts";
import { RecordImage } from "../../../src/sut/record-image.ts";
import { isLastPiece, type SavedSnapshot, type SnapshotPiece, saveSnapshot } from "../../../src/sut/saved-snapshot.ts";
import { entryBytes, entryDigest } from "../../../src/sut/wire.ts";
import { appendOf, commands, entryOf, putRequest, REGISTRATION } from "./entries.ts";
import { createRecorder } from "./recording-process.ts";

const EVERYTHING = 1_000_000;

function newMachine(): SessionMachine {
  return SessionMachine.create(new KeyValueMachine(), DEFAULT_SESSION_LIMITS);
}

/** The term of each index, as the log's runs of terms have it. */
function termsOf(image: RecordImage): number[] {
  const { baseIndex, termRuns, lastIndex } = image.load(EVERYTHING);
  return Array.from({ length: lastIndex - baseIndex }, (_, place) => termRuns.termAt(baseIndex + 1 + place));
}

/** All that a node would restart with, as plain data. */
function contentsOf(image: RecordImage): unknown {
  const { termRuns: _, ...rest } = image.load(EVERYTHING);
  return structuredClone({ ...rest, terms: termsOf(image) });
}

/** The snapshot of a machine, or of a new one, at an index. */
function savedAt(index: number, machine = newMachine(), term = 1): SavedSnapshot {
  return saveSnapshot({ index, term, configuration: configurationOf([1, 2, 3]) }, machine);
}

function piecesOf(image: RecordImage, index: number, maxBytes: number): SnapshotPiece[] {
  const pieces: SnapshotPiece[] = [];
  for (let offset = 0; ; offset += maxBytes) {
    const piece = image.readSnapshot({ peer: 1, index, offset, maxBytes });
    if (piece === undefined) return pieces;
    pieces.push(piece.data as SnapshotPiece);
  }
}

function imageOf(...batches: readonly (readonly Entry[])[]): RecordImage {
  const image = new RecordImage(3, new TermRuns());
  batches.forEach((entries, place) => {
    image.apply(createRecorder().witness, appendOf(place + 1, entries));
  });
  return image;
}

describe("what is durable", () => {
  test("is nothing at first", () => {
    expect(contentsOf(new RecordImage(3, new TermRuns()))).toEqual({
      term: 0,
      votedFor: 0,
      snapshot: undefined,
      baseIndex: 0,
      lastIndex: 0,
      terms: [],
      tail: [],
      configurations: [],
      appliedIndex: 0,
    });
    expect(new RecordImage(3, new TermRuns()).loadMachine()).toBeUndefined();
  });

  test("is the last term and vote", () => {
    const image = new RecordImage(3, new TermRuns());
    const { witness, calls } = createRecorder();
    image.apply(witness, { kind: "hard-state", number: 1, term: 4, votedFor: 0 });
    image.apply(witness, { kind: "hard-state", number: 2, term: 4, votedFor: 2 });
    expect(image.load(EVERYTHING)).toMatchObject({ term: 4, votedFor: 2 });
    expect(calls).toEqual([
      ["hardStatePersisted", 3, 4, 0],
      ["hardStatePersisted", 3, 4, 2],
    ]);
  });

  test("is the log with its terms, and the witness hears of each entry", () => {
    const { witness, calls } = createRecorder();
    const image = new RecordImage(3, new TermRuns());
    const entries = [entryOf(1, 1), ...commands(2, 1, 3, 3, 7)];
    image.apply(witness, appendOf(1, entries.slice(0, 2)));
    image.apply(witness, appendOf(2, entries.slice(2)));
    expect(image.load(EVERYTHING)).toMatchObject({ lastIndex: 5, tail: entries });
    expect(termsOf(image)).toEqual([1, 1, 3, 3, 7]);
    expect(calls).toEqual(entries.map((entry) => ["entryPersisted", 3, entry.index, entry.term, entryDigest(entry)]));
  });

  test("an append that goes back replaces what was there, and the witness hears of that first", () => {
    const image = imageOf(commands(1, 1, 1, 2, 2, 3));
    const { witness, calls } = createRecorder();
    const entry = entryOf(3, 4, putRequest(50));
    image.apply(witness, appendOf(2, [entry]));
    expect(termsOf(image)).toEqual([1, 1, 4]);
    expect(image.entryAt(3)).toBe(entry);
    expect(calls).toEqual([
      ["durableTruncated", 3, 3],
      ["entryPersisted", 3, 3, 4, entryDigest(entry)],
    ]);
  });

  test("the terms are those of the entries, whatever was appended and replaced", () => {
    const batch = fc.record({ back: fc.nat(6), terms: fc.array(fc.nat(2), { minLength: 1, maxLength: 5 }) });
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 12 }), (batches) => {
        const image = new RecordImage(3, new TermRuns());
        const log: Entry[] = [];
        for (const { back, terms } of batches) {
          const firstIndex = Math.max(1, log.length + 1 - back);
          log.length = firstIndex - 1;
          let term = log.at(-1)?.term ?? 1;
          for (const rise of terms) {
            term += rise;
            log.push(entryOf(log.length + 1, term, putRequest(log.length + 1)));
          }
          image.apply(createRecorder().witness, appendOf(1, log.slice(firstIndex - 1)));
        }
        expect(termsOf(image)).toEqual(log.map((entry) => entry.term));
        expect(image.load(EVERYTHING).tail).toEqual(log);
      }),
    );
  });

  test("a hole in the log is a mistake of ours", () => {
    expect(() => imageOf(commands(1, 1), commands(3, 1))).toThrow("it writes entry 3 behind 1");
    expect(() => imageOf(commands(1, 1)).entryAt(2)).toThrow("Node 3 holds entries 1 to 1, not 2.");
  });
});

describe("a torn write", () => {
  test.each([
    [0, 0],
    [255, 0],
    [256, 1],
    [700, 2],
    [1023, 3],
  ])("of four entries leaves, at %i of 1024, the first %i", (keptOf1024, kept) => {
    const image = imageOf(commands(1, 1));
    const { witness, calls } = createRecorder();
    const entries = commands(2, 1, 1, 2, 2);
    image.applyTorn(witness, appendOf(2, entries), keptOf1024);
    expect(image.load(EVERYTHING).tail.slice(1)).toEqual(entries.slice(0, kept));
    expect(calls.map(([name, , index]) => [name, index])).toEqual(
      entries.slice(0, kept).map(({ index }) => ["entryPersisted", index]),
    );
  });

  test("that was to replace entries replaces them only if one of the new ones is whole", () => {
    const image = imageOf(commands(1, 1, 1, 1));
    image.applyTorn(createRecorder().witness, appendOf(2, commands(2, 2, 2)), 511);
    expect(image.load(EVERYTHING).lastIndex).toBe(3);
    image.applyTorn(createRecorder().witness, appendOf(2, commands(2, 2, 2)), 512);
    expect(termsOf(image)).toEqual([1, 2]);
  });

  test("of term and vote, or of the machine, leaves nothing", () => {
    const image = new RecordImage(3, new TermRuns());
    const { witness, calls } = createRecorder();
    image.applyTorn(witness, { kind: "hard-state", number: 1, term: 4, votedFor: 2 }, 1023);
    image.applyTorn(witness, savedAt(9), 1023);
    expect(image.load(EVERYTHING)).toMatchObject({ term: 0, votedFor: 0, appliedIndex: 0 });
    expect(image.loadMachine()).toBeUndefined();
    expect(calls).toEqual([]);
  });
});

describe("a snapshot", () => {
  test("gives back the machine as it was saved, each time a copy", () => {
    const machine = newMachine();
    machine.apply(stampRequest(REGISTRATION, 1), 2);
    const savedHash = machine.stateHash;
    const image = imageOf(commands(1, 1, 1));
    image.apply(createRecorder().witness, savedAt(2, machine));
    machine.apply(stampRequest(putRequest(1), 2), 3);
    const loaded = image.loadMachine()!;
    expect(loaded.stateHash).toBe(savedHash);
    expect(loaded.apply(stampRequest(putRequest(1), 2), 3)).toMatchObject({ outcome: "applied", index: 3 });
    expect(loaded.stateHash).toBe(machine.stateHash);
    expect(image.loadMachine()!.stateHash).toBe(savedHash);
    expect(image.load(EVERYTHING)).toMatchObject({ appliedIndex: 2, snapshot: { index: 2, term: 1 }, baseIndex: 0 });
  });

  test("gives way to a newer one, never to an older one, and the witness hears of each that counts", () => {
    const image = imageOf(commands(1, 1, 1, 1));
    const { witness, calls } = createRecorder();
    for (const index of [2, 3, 1]) image.apply(witness, savedAt(index));
    expect(image.snapshotIndex).toBe(3);
    expect(calls.map(([name, node, index, hash]) => [name, node, index, hash])).toEqual([
      ["snapshotTaken", 3, 2, 0],
      ["snapshotTaken", 3, 3, 0],
    ]);
  });

  test("lets the log lose its beginning: what is left keeps its places and terms", () => {
    const entries = commands(1, 1, 1, 2, 3, 3);
    const image = imageOf(entries);
    const { witness, calls } = createRecorder();
    image.apply(witness, savedAt(4));
    image.apply(witness, { kind: "compact", number: 2, index: 3, term: 2 });
    expect(calls.at(-1)).toEqual(["durableCompacted", 3, 3]);
    expect(image.load(EVERYTHING)).toMatchObject({
      baseIndex: 3,
      lastIndex: 5,
      appliedIndex: 4,
      tail: entries.slice(3),
    });
    expect([3, 4, 5].map((index) => image.termAt(index))).toEqual([2, 3, 3]);
    expect(image.entryAt(4)).toBe(entries[3]);
    expect(image.read({ firstIndex: 3, lastIndex: 5, maxBytes: EVERYTHING })).toEqual([]);
    expect(image.read({ firstIndex: 4, lastIndex: 5, maxBytes: EVERYTHING })).toEqual(entries.slice(3));
    image.apply(witness, appendOf(3, commands(5, 4, 4)));
    expect(termsOf(image)).toEqual([3, 4, 4]);
    expect(() => image.apply(witness, appendOf(4, commands(3, 5)))).toThrow("it drops its log from 3 on");
    expect(() => image.apply(witness, { kind: "compact", number: 2, index: 9, term: 2 })).toThrow("which ends at 6");
  });

  test("is read in pieces, the last of which says so, while it is the one that is asked for", () => {
    const image = imageOf(commands(1, 1, 1));
    image.apply(createRecorder().witness, savedAt(2));
    const pieces = piecesOf(image, 2, 1_500);
    expect(pieces.map(({ bytes, offset }) => [offset, bytes])).toEqual([
      [0, 1_500],
      [1_500, 1_500],
      [3_000, 1_096],
    ]);
    expect(pieces.map(isLastPiece)).toEqual([false, false, true]);
    expect(image.readSnapshot({ peer: 1, index: 2, offset: 4_096, maxBytes: 1 })).toBeUndefined();
    expect(image.readSnapshot({ peer: 1, index: 1, offset: 0, maxBytes: 1 })).toBeUndefined();
    image.apply(createRecorder().witness, savedAt(3));
    expect(image.readSnapshot({ peer: 1, index: 2, offset: 0, maxBytes: 1 })).toBeUndefined();
  });
});

describe("a snapshot that comes in pieces", () => {
  /** A write for each piece of a snapshot at 7, of term 2. */
  function writesOfPieces(): { readonly pieces: Write[]; readonly install: Write; readonly saved: SavedSnapshot } {
    const source = imageOf();
    const saved = savedAt(7, undefined, 2);
    source.apply(undefined, saved);
    const { snapshot } = saved;
    const pieces = piecesOf(source, 7, 2_000).map(
      (data): Write => ({ kind: "snapshot-chunk", number: 1, snapshot, offset: data.offset, data, bytes: data.bytes }),
    );
    return { pieces, install: { kind: "install-snapshot", number: 2, snapshot }, saved };
  }

  test("takes the place of the log, whatever that was, and the log goes on behind it", () => {
    for (const terms of [[], [1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1]]) {
      const image = imageOf(...(terms.length > 0 ? [commands(1, ...terms)] : []));
      const { pieces, install } = writesOfPieces();
      const { witness, calls } = createRecorder();
      for (const record of [...pieces, install]) image.apply(witness, record);
      expect(calls).toEqual([["snapshotPersisted", 3, 7, 2]]);
      expect(image.load(EVERYTHING)).toMatchObject({ baseIndex: 7, lastIndex: 7, appliedIndex: 7, tail: [] });
      expect(image.termAt(7)).toBe(2);
      expect(image.loadMachine()).toBeDefined();
      image.apply(witness, appendOf(3, commands(8, 2, 3)));
      expect(termsOf(image)).toEqual([2, 3]);
    }
  });

  test("is not installed unless all of it has come in order", () => {
    const { pieces, install } = writesOfPieces();
    const attempts = [[install], [pieces[0]!, install], [pieces[0]!, pieces[2]!], [pieces[1]!]];
    for (const records of attempts) {
      const image = imageOf(commands(1, 1));
      expect(() => {
        for (const record of records) image.apply(createRecorder().witness, record);
      }).toThrow(NodeFailure);
      expect(image.load(EVERYTHING)).toMatchObject({ lastIndex: 1, snapshot: undefined });
    }
  });

  test("has no pieces of another", () => {
    const [one, other] = [writesOfPieces(), writesOfPieces()];
    const image = imageOf();
    image.apply(undefined, one.pieces[0]!);
    expect(() => image.apply(undefined, other.pieces[1]!)).toThrow("it lacks what comes before offset 2000");
  });
});

describe("loading and reading", () => {
  const entries = commands(1, 1, 1, 1, 1, 1);
  const image = imageOf(entries);
  const { bytes } = entries[0]!;

  test("the tail is the newest entries that fit, none if none does", () => {
    const onDisk = entryBytes(entries[0]!);
    expect(image.load(3 * onDisk).tail).toEqual(entries.slice(2));
    expect(image.load(3 * onDisk - 1).tail).toEqual(entries.slice(3));
    expect(image.load(onDisk - 1).tail).toEqual([]);
  });

  test.each([
    ["all that were asked for", 2, 4, EVERYTHING, [2, 3, 4]],
    ["as many as fit", 2, 5, 2 * bytes, [2, 3]],
    ["one fewer if a byte is missing", 2, 5, 2 * bytes - 1, [2]],
    ["one at least", 2, 5, 1, [2]],
    ["those that are there", 4, 9, EVERYTHING, [4, 5]],
    ["none behind the end", 6, 9, EVERYTHING, []],
  ])("a fetch gives %s", (_, firstIndex, lastIndex, maxBytes, indexes) => {
    expect(image.read({ firstIndex, lastIndex, maxBytes })?.map(({ index }) => index)).toEqual(indexes);
  });
});

test("a fork and its original share nothing that changes", () => {
  const original = imageOf(commands(1, 1, 1, 2));
  const before = contentsOf(original);
  const fork = original.fork();
  const { witness } = createRecorder();
  expect(contentsOf(fork)).toEqual(before);
  fork.apply(witness, appendOf(2, commands(2, 3, 4)));
  fork.apply(witness, { kind: "hard-state", number: 3, term: 4, votedFor: 1 });
  fork.apply(witness, savedAt(2));
  fork.apply(witness, { kind: "compact", number: 4, index: 2, term: 3 });
  expect(contentsOf(original)).toEqual(before);
  expect(original.loadMachine()).toBeUndefined();
  const forked = contentsOf(fork);
  original.apply(witness, appendOf(2, commands(1, 9)));
  expect(contentsOf(fork)).toEqual(forked);
});
