import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Fate, FileFates } from "../../../src/sim/file-fates.ts";
import { FileSystem } from "../../../src/sim/file-system.ts";
import { Choices, expandSeed, FileError, type FileOperation } from "../../../src/sim/index.ts";

const SOME_OF_EACH = { crashLosesPerMillion: 250_000, crashTearsPerMillion: 500_000 };

function fatesOf(seed: string): FileFates {
  return new FileFates(SOME_OF_EACH, 0, new Choices(expandSeed(seed), 1));
}

/** The same fate for everything, with these answers for the parts of what is scattered, over and over. */
function always(fate: Fate, parts: readonly boolean[] = [true]): FileFates {
  let place = 0;
  return Object.assign(fatesOf(""), { next: () => fate, keepsPart: () => parts[place++ % parts.length]! });
}

const LOST = always({ kind: "lost" });
const KEPT = always({ kind: "kept" });

function filled(size: number, value: number): Uint8Array {
  return new Uint8Array(size).fill(value);
}

function append(file: string, bytes: Uint8Array): FileOperation {
  return { kind: "append", file, bytes };
}

function carryOut(files: FileSystem, ...operations: readonly FileOperation[]): void {
  for (const operation of operations) files.carryOut(operation);
}

/** With one file that is durable, with so many bytes of ones. */
function filesWith(sizeBytes: number): FileSystem {
  const files = new FileSystem();
  carryOut(files, { kind: "create", file: "log" }, append("log", filled(sizeBytes, 1)));
  carryOut(files, { kind: "sync", file: "log" }, { kind: "sync-directory" });
  return files;
}

function contentOf(files: FileSystem, file = "log"): number[] {
  return [...files.read(file, 0, files.sizeBytes(file))];
}

/** Runs of equal bytes: [value, how many]. */
function runsOf(files: FileSystem, file = "log"): [number, number][] {
  const runs: [number, number][] = [];
  for (const value of contentOf(files, file)) {
    const last = runs.at(-1);
    if (last?.[0] === value) last[1]++;
    else runs.push([value, 1]);
  }
  return runs;
}

function crash(files: FileSystem, fates: FileFates | undefined): number[] {
  const lost: number[] = [];
  files.crash(fates, (appends) => lost.push(appends));
  return lost;
}

describe("a crash", () => {
  test.each<[string, Fate, boolean[], [number, number][]]>([
    ["loses what was appended", { kind: "lost" }, [], [[1, 100]]],
    [
      "keeps it",
      { kind: "kept" },
      [],
      [
        [1, 100],
        [2, 2000],
      ],
    ],
    [
      "keeps a beginning of it, to the byte",
      { kind: "cut", by: 1993 },
      [],
      [
        [1, 100],
        [2, 7],
      ],
    ],
    [
      "leaves zeros for sectors that are missing",
      { kind: "scattered", by: 0 },
      [true, false, true, false, true],
      [
        [1, 100],
        [2, 412],
        [0, 512],
        [2, 512],
        [0, 512],
        [2, 52],
      ],
    ],
    [
      "leaves a size without any of the bytes",
      { kind: "scattered", by: 10 },
      [false],
      [
        [1, 100],
        [0, 1990],
      ],
    ],
  ])("%s", (_, fate, parts, left) => {
    const files = filesWith(100);
    carryOut(files, append("log", filled(1500, 2)), append("log", filled(500, 2)));
    expect(crash(files, always(fate, parts))).toEqual(fate.kind === "kept" ? [] : [2]);
    expect(runsOf(files)).toEqual(left);
    expect(crash(files, LOST)).toEqual([]);
    expect(runsOf(files)).toEqual(left);
  });

  test.each<[string, Fate, boolean[], [number, number][]]>([
    ["undoes the emptying", { kind: "lost" }, [], [[1, 2000]]],
    ["keeps it with what was appended since", { kind: "kept" }, [], [[3, 900]]],
    [
      "leaves older bytes for sectors that are missing",
      { kind: "scattered", by: 500 },
      [false, true, false],
      [
        [1, 512],
        [3, 388],
        [0, 124],
        [1, 476],
      ],
    ],
    [
      "leaves older bytes behind the end that was",
      { kind: "scattered", by: 0 },
      [true, true, false, false],
      [
        [3, 900],
        [0, 124],
        [1, 976],
      ],
    ],
    ["keeps the emptying with a beginning of what came since", { kind: "cut", by: 1390 }, [], [[3, 610]]],
  ])("of a file that was emptied %s", (_, fate, parts, left) => {
    const files = filesWith(2000);
    carryOut(files, { kind: "create", file: "log" }, append("log", filled(900, 3)));
    crash(files, always(fate, parts));
    expect(runsOf(files)).toEqual(left);
  });

  test("leaves of a file that was renamed before it was synced the name with nothing in it", () => {
    const files = filesWith(3);
    carryOut(files, { kind: "create", file: "new" }, append("new", filled(5, 2)));
    carryOut(files, { kind: "rename", file: "new", to: "log" }, { kind: "sync-directory" });
    crash(files, LOST);
    expect(files.list()).toEqual(["log"]);
    expect(contentOf(files)).toEqual([]);
  });

  test("loses a synced file whose name was not synced", () => {
    const files = filesWith(3);
    carryOut(files, { kind: "create", file: "new" }, append("new", filled(5, 2)), { kind: "sync", file: "new" });
    crash(files, LOST);
    expect(files.list()).toEqual(["log"]);
  });

  test("on a full disk leaves nothing that was not synced", () => {
    const files = filesWith(3);
    carryOut(files, append("log", filled(5, 2)), { kind: "create", file: "new" });
    expect(crash(files, undefined)).toEqual([1]);
    expect(files.list()).toEqual(["log"]);
    expect(contentOf(files)).toEqual([1, 1, 1]);
  });
});

describe("names that are not synced", () => {
  function renamed(): FileSystem {
    const files = filesWith(3);
    carryOut(files, { kind: "create", file: "b" }, append("b", filled(1, 2)), { kind: "sync", file: "b" });
    carryOut(files, { kind: "rename", file: "b", to: "c" }, { kind: "remove", file: "log" });
    return files;
  }

  test.each<[string, FileFates, string[]]>([
    ["none", LOST, ["log"]],
    ["all", KEPT, ["c"]],
    ["the first", always({ kind: "cut", by: 2 }), ["b", "log"]],
    ["the first two", always({ kind: "cut", by: 1 }), ["c", "log"]],
    ["the last alone", always({ kind: "scattered", by: 0 }, [false, false, true]), []],
    ["the renaming without the creation", always({ kind: "scattered", by: 0 }, [false, true, false]), ["c", "log"]],
  ])("survive a crash: %s of them", (_, fates, names) => {
    const files = renamed();
    crash(files, fates);
    expect([...files.list()].sort()).toEqual(names);
    if (names.includes("c")) expect(contentOf(files, "c")).toEqual([2]);
  });

  test("are not taken from a file that was to be replaced, and was not", () => {
    const files = filesWith(3);
    carryOut(files, { kind: "create", file: "b" }, { kind: "sync-directory" });
    carryOut(files, { kind: "rename", file: "b", to: "log" }, { kind: "remove", file: "log" });
    crash(files, always({ kind: "scattered", by: 0 }, [false, true]));
    expect([...files.list()].sort()).toEqual(["b", "log"]);
  });

  test("are all there for programs", () => {
    expect(renamed().list()).toEqual(["c"]);
  });
});

describe("a failed sync", () => {
  test("loses bytes for good, though programs see them and later syncs succeed", () => {
    const files = filesWith(2);
    carryOut(files, append("log", filled(3, 2)));
    files.failSync({ kind: "sync", file: "log" }, LOST);
    carryOut(files, append("log", filled(4, 3)), { kind: "sync", file: "log" });
    expect(runsOf(files)).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
    crash(files, KEPT);
    expect(runsOf(files)).toEqual([
      [1, 2],
      [0, 3],
      [3, 4],
    ]);
  });

  test("of the directory leaves names to the next one", () => {
    const files = filesWith(2);
    carryOut(files, { kind: "create", file: "new" }, { kind: "sync", file: "new" });
    files.failSync({ kind: "sync-directory" }, LOST);
    expect(files.list()).toContain("new");
    const retried = files.fork();
    carryOut(retried, { kind: "sync-directory" });
    for (const one of [files, retried]) crash(one, LOST);
    expect([files.list(), retried.list()]).toEqual([["log"], ["log", "new"]]);
  });

  test("of the directory may have made names durable", () => {
    const files = filesWith(2);
    carryOut(files, { kind: "create", file: "new" }, { kind: "create", file: "newer" });
    files.failSync({ kind: "sync-directory" }, always({ kind: "cut", by: 1 }));
    crash(files, LOST);
    expect(files.list()).toEqual(["log", "new"]);
  });
});

test("creating a file that is there empties it, and not for good before a sync", () => {
  const files = filesWith(4);
  carryOut(files, { kind: "create", file: "log" });
  expect(contentOf(files)).toEqual([]);
  crash(files, LOST);
  expect(contentOf(files)).toEqual([1, 1, 1, 1]);
});

test.each<FileOperation>([
  { kind: "append", file: "other", bytes: filled(1, 1) },
  { kind: "sync", file: "other" },
  { kind: "rename", file: "other", to: "log" },
  { kind: "remove", file: "other" },
  { kind: "create", file: "" },
])("what no file system could do is refused: %o", (operation) => {
  expect(() => filesWith(4).carryOut(operation)).toThrow(FileError);
});

test("reads get what there is from an offset on", () => {
  const files = filesWith(4);
  carryOut(files, append("log", filled(2, 2)));
  expect([...files.read("log", 3, 2)]).toEqual([1, 2]);
  expect([...files.read("log", 5, 9)]).toEqual([2]);
  expect([...files.read("log", 6, 9)]).toEqual([]);
});

test("a bit that turns over is durable, and seen at once", () => {
  const files = filesWith(2);
  carryOut(files, { kind: "create", file: "a" }, append("a", filled(1, 0)), { kind: "sync", file: "a" });
  expect(files.durableBits).toBe(16);
  files.flipBit(9);
  expect(contentOf(files)).toEqual([1, 3]);
  crash(files, LOST);
  expect(contentOf(files)).toEqual([1, 3]);
  expect(() => files.flipBit(16)).toThrow("no bit 16");
});

const names = fc.constantFrom("a", "b");
const operations: fc.Arbitrary<FileOperation> = fc.oneof(
  names.map((file) => ({ kind: "create" as const, file })),
  fc.tuple(names, fc.uint8Array({ maxLength: 1200 })).map(([file, bytes]) => append(file, bytes)),
  names.map((file) => ({ kind: "sync" as const, file })),
  fc.constant({ kind: "sync-directory" as const }),
  names.map((file) => ({ kind: "rename" as const, file, to: file === "a" ? "b" : "a" })),
  names.map((file) => ({ kind: "remove" as const, file })),
);

/** Carries out those that can be. */
function tryAll(files: FileSystem, all: readonly FileOperation[]): void {
  for (const operation of all) {
    if (operation.kind === "create" || operation.kind === "sync-directory" || files.list().includes(operation.file)) {
      files.carryOut(operation);
    }
  }
}

function stateOf(files: FileSystem): Record<string, number[]> {
  return Object.fromEntries([...files.list()].sort().map((file) => [file, contentOf(files, file)]));
}

test("what was synced, and not changed since, survives any crash", () => {
  fc.assert(
    fc.property(fc.array(operations, { maxLength: 30 }), fc.string(), (all, seed) => {
      const files = new FileSystem();
      tryAll(files, all);
      for (const file of files.list()) files.carryOut({ kind: "sync", file });
      files.carryOut({ kind: "sync-directory" });
      const synced = stateOf(files);
      for (const file of files.list()) files.carryOut(append(file, filled(700, 9)));
      expect(crash(files, fatesOf(seed)).every((appends) => appends === 1)).toBe(true);
      const left = stateOf(files);
      expect(Object.keys(left)).toEqual(Object.keys(synced));
      for (const [file, bytes] of Object.entries(synced)) {
        expect(left[file]!.slice(0, bytes.length)).toEqual(bytes);
        expect(left[file]!.slice(bytes.length).every((byte) => byte === 9 || byte === 0)).toBe(true);
      }
    }),
  );
});

test("a crash leaves what a second crash cannot change", () => {
  fc.assert(
    fc.property(fc.array(operations, { maxLength: 30 }), fc.string(), (all, seed) => {
      const files = new FileSystem();
      tryAll(files, all);
      crash(files, fatesOf(seed));
      const left = stateOf(files);
      expect(crash(files, fatesOf(`${seed}again`))).toEqual([]);
      expect(stateOf(files)).toEqual(left);
    }),
  );
});

test("a copy goes on as the original, and neither disturbs the other", () => {
  fc.assert(
    fc.property(fc.array(operations), fc.array(operations), fc.string(), (before, after, seed) => {
      const files = new FileSystem();
      tryAll(files, before);
      const copy = files.fork();
      const untouched = stateOf(files);
      tryAll(copy, after);
      crash(copy, fatesOf(seed));
      expect(stateOf(files)).toEqual(untouched);
      tryAll(files, after);
      crash(files, fatesOf(seed));
      expect(stateOf(copy)).toEqual(stateOf(files));
    }),
  );
});
