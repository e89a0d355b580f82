import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DirectoryReader } from "../../../../src/server/files/directory-reader.ts";
import { DirectoryWriter } from "../../../../src/server/files/directory-writer.ts";
import { FileError } from "../../../../src/server/files/file-error.ts";
import { WRITE_THROUGH } from "../../../../src/server/files/open-files.ts";
import { segmentName } from "../../../../src/storage/file-names.ts";
import type { FileOperation } from "../../../../src/storage/file-operation.ts";
import { scratchDirectory } from "./scratch.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function run(directory: string, batch: readonly FileOperation[]): Promise<void> {
  const writer = new DirectoryWriter(directory);
  try {
    await writer.run(batch);
  } finally {
    await writer.close();
  }
}

test("operations are carried out in order", async () => {
  const directory = scratchDirectory();
  await run(directory, [
    { kind: "create", file: "a" },
    { kind: "append", file: "a", bytes: bytes("one ") },
    { kind: "append", file: "a", bytes: bytes("two ") },
    { kind: "append", file: "a", bytes: bytes("three") },
    { kind: "sync", file: "a" },
    { kind: "create", file: "b" },
    { kind: "append", file: "b", bytes: bytes("123456") },
    { kind: "append", file: "b", bytes: bytes("!") },
    { kind: "create", file: "c" },
    { kind: "remove", file: "c" },
    { kind: "rename", file: "a", to: "d" },
    { kind: "sync-directory" },
  ]);
  expect(readdirSync(directory).sort()).toEqual(["b", "d"]);
  expect(readFileSync(join(directory, "d"), "utf8")).toBe("one two three");
  expect(readFileSync(join(directory, "b"), "utf8")).toBe("123456!");
});

test("a file that was there is emptied by its creation, and a name that was taken gives way to a rename", async () => {
  const directory = scratchDirectory();
  writeFileSync(join(directory, "a"), "old");
  writeFileSync(join(directory, "b"), "older");
  const writer = new DirectoryWriter(directory);
  await writer.run([
    { kind: "append", file: "b", bytes: bytes("!") },
    { kind: "create", file: "a" },
    { kind: "append", file: "a", bytes: bytes("new") },
    { kind: "rename", file: "a", to: "b" },
    { kind: "append", file: "b", bytes: bytes("er") },
  ]);
  await writer.close();
  expect(readFileSync(join(directory, "b"), "utf8")).toBe("newer");
});

test("more files than are kept open can be written in turns", async () => {
  const directory = scratchDirectory();
  const names = Array.from({ length: 20 }, (_, place) => `file-${place}`);
  const writer = new DirectoryWriter(directory);
  await writer.run(names.map((file) => ({ kind: "create", file })));
  for (const text of ["a", "b"]) {
    await writer.run(names.map((file) => ({ kind: "append", file, bytes: bytes(text) })));
  }
  await writer.close();
  expect(names.map((file) => readFileSync(join(directory, file), "utf8"))).toEqual(names.map(() => "ab"));
});

test.each<[string, FileOperation, string]>([
  ["append", { kind: "append", file: "none", bytes: bytes("x") }, "cannot append 1 bytes to DIRECTORY/none"],
  ["sync", { kind: "sync", file: "none" }, "cannot sync DIRECTORY/none"],
  ["rename", { kind: "rename", file: "none", to: "b" }, "cannot rename DIRECTORY/none to b"],
  ["remove", { kind: "remove", file: "none" }, "cannot remove DIRECTORY/none"],
])(
  "%s of a file that is not there is a failure with its path, and nothing after it is done",
  async (_, failing, line) => {
    const directory = scratchDirectory();
    const batch: FileOperation[] = [{ kind: "create", file: "a" }, failing, { kind: "create", file: "z" }];
    await expect(run(directory, batch)).rejects.toThrow(
      `${line.replace("DIRECTORY", directory)}: there is no such file (ENOENT)`,
    );
    expect(readdirSync(directory)).toEqual(["a"]);
  },
);

test("a file that cannot be created is a failure of the system's own code", async () => {
  const directory = scratchDirectory();
  mkdirSync(join(directory, "a"));
  const failure = await run(directory, [{ kind: "create", file: "a" }]).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(FileError);
  expect((failure as FileError).code).toBe("EISDIR");
});

test("the reader gives what was written, and no more than there is", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }),
      fc.nat(300),
      fc.nat(300),
      async (pieces, offset, length) => {
        const directory = scratchDirectory();
        const appends = pieces.map((piece): FileOperation => ({ kind: "append", file: "a", bytes: piece }));
        await run(directory, [{ kind: "create", file: "a" }, ...appends]);
        const whole = Buffer.concat(pieces);
        const reader = new DirectoryReader(directory);
        expect(reader.list()).toEqual(["a"]);
        expect(reader.sizeBytes("a")).toBe(whole.length);
        expect(Buffer.from(reader.read("a", offset, length))).toEqual(whole.subarray(offset, offset + length));
      },
    ),
    { numRuns: 50 },
  );
});

test("the reader names what it cannot read", () => {
  const directory = scratchDirectory();
  const reader = new DirectoryReader(directory);
  expect(() => reader.read("none", 0, 8)).toThrow(
    `cannot read 8 bytes of ${directory}/none: there is no such file (ENOENT)`,
  );
});

test("the file holds what was appended, however appends, syncs and creations follow each other", async () => {
  const operation = fc.oneof(
    fc
      .uint8Array({ minLength: 1, maxLength: 20 })
      .map((piece): FileOperation => ({ kind: "append", file: "a", bytes: piece })),
    fc.constant<FileOperation>({ kind: "sync", file: "a" }),
    fc.constant<FileOperation>({ kind: "sync-directory" }),
    fc.constant<FileOperation>({ kind: "create", file: "a" }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(operation, { maxLength: 6 }), { maxLength: 6 }), async (batches) => {
      const directory = scratchDirectory();
      writeFileSync(join(directory, "a"), "old");
      let expected = Buffer.from("old");
      const writer = new DirectoryWriter(directory);
      for (const batch of batches) {
        await writer.run(batch);
        for (const done of batch) expected = Buffer.from(after(expected, done));
      }
      await writer.close();
      expect(readFileSync(join(directory, "a"))).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

function after(content: Buffer, operation: FileOperation): Buffer {
  if (operation.kind === "append") return Buffer.concat([content, operation.bytes]);
  return operation.kind === "create" ? Buffer.alloc(0) : content;
}

test("a segment holds what was appended, and zeros behind it until it is written no more", async () => {
  const file = segmentName(1);
  const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 100_000 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(pieces, async (appended) => {
      const directory = scratchDirectory();
      const writer = new DirectoryWriter(directory);
      await writer.run([
        { kind: "create", file: "new" },
        { kind: "rename", file: "new", to: file },
      ]);
      for (const piece of appended) {
        await writer.run([
          { kind: "append", file, bytes: piece },
          { kind: "sync", file },
        ]);
      }
      const whole = Buffer.concat(appended);
      const found = readFileSync(join(directory, file));
      expect(found.subarray(0, whole.length)).toEqual(whole);
      expect(found.subarray(whole.length).every((byte) => byte === 0)).toBe(true);
      await writer.close();
      expect(readFileSync(join(directory, file))).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

test.skipIf(WRITE_THROUGH === undefined)(
  "what needs more than one write, or room, is not done at once, and nothing of it",
  async () => {
    const directory = scratchDirectory();
    const file = segmentName(1);
    let lost: Error | undefined;
    const writer = new DirectoryWriter(directory, () => lost);
    const flush = (piece: Uint8Array, to = file): FileOperation[] => [
      { kind: "append", file: to, bytes: piece },
      { kind: "sync", file: to },
    ];
    await writer.run([
      { kind: "create", file },
      { kind: "create", file: "other" },
    ]);
    expect(writer.runAtOnce(flush(bytes("one")))).toBe(false);
    await writer.run([...flush(bytes("one")), ...flush(bytes("other"), "other")]);
    const refused: FileOperation[][] = [
      [],
      [{ kind: "append", file, bytes: bytes("not synced") }],
      [{ kind: "sync", file }],
      [...flush(bytes("a")), ...flush(bytes("b"))],
      [{ kind: "append", file, bytes: bytes("a") }, ...flush(bytes("b"), "other")],
      flush(bytes("no room"), "other"),
      flush(new Uint8Array(300_000)),
    ];
    for (const batch of refused) expect(writer.runAtOnce(batch)).toBe(false);
    lost = new Error("taken");
    expect(writer.runAtOnce(flush(bytes("lost")))).toBe(false);
    lost = undefined;
    expect(writer.runAtOnce(flush(bytes(" two")))).toBe(true);
    await writer.run(flush(bytes(" three")));
    await writer.close();
    expect(readFileSync(join(directory, file), "utf8")).toBe("one two three");
    expect(readFileSync(join(directory, "other"), "utf8")).toBe("other");
  },
);

test("a segment ends with its records once another is begun", async () => {
  const directory = scratchDirectory();
  const [first, second] = [segmentName(1), segmentName(2)];
  const writer = new DirectoryWriter(directory);
  await writer.run([
    { kind: "create", file: first },
    { kind: "append", file: first, bytes: bytes("one") },
    { kind: "sync", file: first },
  ]);
  expect(readFileSync(join(directory, first)).length).toBeGreaterThan(3);
  await writer.run([
    { kind: "create", file: "new" },
    { kind: "rename", file: "new", to: second },
  ]);
  expect(readFileSync(join(directory, first), "utf8")).toBe("one");
  await writer.close();
});

test("a file that is no segment ends where what was appended ends", async () => {
  const directory = scratchDirectory();
  await run(directory, [
    { kind: "create", file: "a" },
    { kind: "append", file: "a", bytes: bytes("one") },
    { kind: "sync", file: "a" },
    { kind: "append", file: "a", bytes: bytes("two") },
    { kind: "sync", file: "a" },
  ]);
  expect(readFileSync(join(directory, "a"), "utf8")).toBe("onetwo");
});

test("in a directory that is lost nothing more is changed: not in the middle of a batch, and not at the end", async () => {
  const directory = scratchDirectory();
  const file = segmentName(1);
  const path = join(directory, file);
  writeFileSync(path, "");
  let lost: Error | undefined;
  const writer = new DirectoryWriter(directory, () => lost);
  for (const piece of ["one", "two"]) {
    await writer.run([
      { kind: "append", file, bytes: bytes(piece) },
      { kind: "sync", file },
    ]);
  }
  // The room behind it is not used up.
  const withRoom = readFileSync(path);
  expect(withRoom.length).toBeGreaterThan(6);
  const running = writer.run([
    { kind: "sync-directory" },
    { kind: "rename", file, to: "taken" },
    { kind: "create", file: "another" },
  ]);
  lost = new Error("another has it");
  await expect(running).rejects.toBe(lost);
  await writer.close();
  expect(readdirSync(directory)).toEqual([file]);
  expect(readFileSync(path)).toEqual(withRoom);
});
