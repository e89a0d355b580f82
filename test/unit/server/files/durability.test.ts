import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { openDataDirectory } from "../../../../src/server/files/data-directory.ts";
import { DirectoryWriter } from "../../../../src/server/files/directory-writer.ts";
import { WRITE_THROUGH } from "../../../../src/server/files/open-files.ts";
import { segmentName } from "../../../../src/storage/file-names.ts";
import type { FileOperation } from "../../../../src/storage/file-operation.ts";
import { durabilityLedger } from "./durability-ledger.ts";
import { scratchDirectory } from "./scratch.ts";

vi.mock("node:fs", async (importOriginal) => {
  const { watched } = await import("./durability-ledger.ts");
  return watched(await importOriginal());
});

const SEGMENT = segmentName(1);
const NAMES = [SEGMENT, "snapshot.tmp", "other"];

const file = fc.constantFrom(...NAMES);
const append = fc
  .record({ file, bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }) })
  .map((said): FileOperation => ({ kind: "append", ...said }));
const sync = file.map((file): FileOperation => ({ kind: "sync", file }));
const flush = fc
  .record({ file, pieces: fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 3 }) })
  .map(({ file, pieces }): FileOperation[] => [
    ...pieces.map((bytes): FileOperation => ({ kind: "append", file, bytes })),
    { kind: "sync", file },
  ]);
/** A file that takes the name of another one: "new" is synced before, and "draft" is not. */
const replacement = fc
  .record({ to: file, bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }), from: fc.constantFrom("new", "draft") })
  .map(({ to, bytes, from }): FileOperation[] => [
    { kind: "create", file: from },
    { kind: "append", file: from, bytes },
    ...(from === "new" ? [{ kind: "sync", file: from } as const] : []),
    { kind: "rename", file: from, to },
  ]);
const one = fc.oneof(append, sync, fc.constant<FileOperation>({ kind: "sync-directory" })).map((single) => [single]);
const batch = fc.array(fc.oneof({ arbitrary: flush, weight: 3 }, one, replacement), { maxLength: 5 });

/** What can be written at once where nothing else is to be done. */
const LAST_WORDS: readonly FileOperation[] = [
  { kind: "append", file: SEGMENT, bytes: Buffer.from("last words") },
  { kind: "sync", file: SEGMENT },
];

/** What may be promised of a directory, from the operations alone. */
class Promised {
  readonly content = new Map<string, Buffer>();
  readonly synced = new Set<string>();
  readonly named = new Set<string>();

  done(operation: FileOperation): void {
    switch (operation.kind) {
      case "create":
        this.content.set(operation.file, Buffer.alloc(0));
        this.synced.delete(operation.file);
        this.named.delete(operation.file);
        break;
      case "append":
        this.content.set(operation.file, Buffer.concat([this.content.get(operation.file)!, operation.bytes]));
        this.synced.delete(operation.file);
        break;
      case "sync":
        this.synced.add(operation.file);
        break;
      case "sync-directory":
        for (const name of this.content.keys()) this.named.add(name);
        break;
      case "rename":
        this.content.set(operation.to, this.content.get(operation.file)!);
        this.content.delete(operation.file);
        if (this.synced.delete(operation.file)) this.synced.add(operation.to);
        else this.synced.delete(operation.to);
        this.named.delete(operation.to);
        break;
    }
  }
}

test("what was reported as synced no power loss takes: no byte of the file, and no name", async () => {
  let checks = 0;
  let atOnce = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { maxLength: 8 }), async (batches) => {
      const directory = scratchDirectory();
      const writer = new DirectoryWriter(directory);
      const promised = new Promised();
      const created = NAMES.map((name): FileOperation => ({ kind: "create", file: name }));
      for (const operations of [created, ...batches.flatMap((parts) => [parts.flat(), LAST_WORDS])]) {
        if (writer.runAtOnce(operations)) atOnce++;
        else await writer.run(operations);
        for (const operation of operations) promised.done(operation);
        for (const [name, content] of promised.content) {
          const path = join(directory, name);
          expect(readFileSync(path).subarray(0, content.length)).toEqual(content);
          if (promised.synced.has(name)) expect(durabilityLedger().volatileBytesOf(path)).toBe(0);
          if (promised.named.has(name)) expect(durabilityLedger().isNameDurable(path)).toBe(true);
          checks += promised.synced.has(name) ? 1 : 0;
        }
      }
      await writer.close();
    }),
    { numRuns: 50 },
  );
  expect(checks).toBeGreaterThan(300);
  if (WRITE_THROUGH !== undefined) expect(atOnce).toBeGreaterThan(50);
  expect(durabilityLedger().renamedTooEarly).toContain("draft");
  expect(durabilityLedger().renamedTooEarly).not.toContain("new");
});

test("the ledger tells a write that was not synced, and a name that was not", async () => {
  const directory = scratchDirectory();
  const writer = new DirectoryWriter(directory);
  await writer.run([
    { kind: "create", file: "a" },
    { kind: "append", file: "a", bytes: new Uint8Array(7) },
  ]);
  const path = join(directory, "a");
  expect(durabilityLedger().volatileBytesOf(path)).toBe(7);
  expect(durabilityLedger().isNameDurable(path)).toBe(false);
  await writer.run([{ kind: "sync-directory" }]);
  expect(durabilityLedger().isNameDurable(path)).toBe(true);
  await writer.run([{ kind: "sync", file: "a" }]);
  expect(durabilityLedger().volatileBytesOf(path)).toBe(0);
  await writer.close();
});

test("a data directory that is open is durable: whose it is, and every name on the way to its files", async () => {
  const above = join(scratchDirectory(), "deep");
  const path = join(above, "down");
  (await openDataDirectory(path, { cluster: "kraft", node: 1, group: 0, founders: [1] })).unlock();
  const identity = join(path, "identity.json");
  expect(durabilityLedger().renamedTooEarly).not.toContain("identity.json.draft");
  expect(durabilityLedger().volatileBytesOf(identity)).toBe(0);
  for (const name of [above, path, identity, join(path, "storage")]) {
    expect(existsSync(name)).toBe(true);
    expect(durabilityLedger().isNameDurable(name)).toBe(true);
  }
});

test("the note of a segment that was begun is durable, its name too, before the batch is done", async () => {
  const path = scratchDirectory();
  const { unlock, writer } = await openDataDirectory(path, { cluster: "kraft", node: 1, group: 0, founders: [1] });
  for (const segment of [SEGMENT, segmentName(7)]) {
    await writer.run([
      { kind: "create", file: "wal-new.tmp" },
      { kind: "sync", file: "wal-new.tmp" },
      { kind: "rename", file: "wal-new.tmp", to: segment },
      { kind: "sync-directory" },
    ]);
    const note = join(path, "log-begun");
    expect(readFileSync(note, "utf8")).toBe(`${segment}\n`);
    expect(durabilityLedger().volatileBytesOf(note)).toBe(0);
    expect(durabilityLedger().isNameDurable(note)).toBe(true);
  }
  expect(durabilityLedger().renamedTooEarly).not.toContain("log-begun.draft");
  await writer.close();
  unlock();
});
