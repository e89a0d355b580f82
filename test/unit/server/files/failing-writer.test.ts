import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { DirectoryWriter } from "../../../../src/server/files/directory-writer.ts";
import { FileError } from "../../../../src/server/files/file-error.ts";
import { WRITE_THROUGH } from "../../../../src/server/files/open-files.ts";
import { segmentName } from "../../../../src/storage/file-names.ts";
import type { FileOperation } from "../../../../src/storage/file-operation.ts";
import { calls, type Fate } from "./failing-system.ts";
import { scratchDirectory } from "./scratch.ts";

vi.mock("node:fs", async (importOriginal) => {
  const { failing } = await import("./failing-system.ts");
  return failing(await importOriginal());
});

const SEGMENT = segmentName(1);
const PIECES = ["one ", "two ", "three "];

function flush(text: string, file = SEGMENT): FileOperation[] {
  return [
    { kind: "append", file, bytes: Buffer.from(text.slice(0, 2)) },
    { kind: "append", file, bytes: Buffer.from(text.slice(2)) },
    { kind: "sync", file },
  ];
}

/** Of every kind, and each kind of write: into a new file, to be synced, through to the disk with room, and into that. */
const BATCHES: readonly (readonly FileOperation[])[] = [
  [
    { kind: "create", file: "new" },
    { kind: "append", file: "new", bytes: Buffer.from("zero ") },
    { kind: "sync", file: "new" },
    { kind: "rename", file: "new", to: SEGMENT },
    { kind: "sync-directory" },
  ],
  ...PIECES.map((piece) => flush(piece)),
  [
    { kind: "create", file: "other" },
    ...flush("other", "other"),
    { kind: "remove", file: "other" },
    { kind: "sync-directory" },
  ],
];

/** Runs all of it while calls meet these fates, up to the first batch that fails, and gives the failure. */
async function work(
  fates: readonly (readonly [number, Fate])[],
): Promise<{ readonly failure: unknown; readonly written: string }> {
  const directory = scratchDirectory();
  const writer = new DirectoryWriter(directory);
  calls.plan(fates);
  try {
    for (const batch of BATCHES) await writer.run(batch);
  } catch (failure) {
    return { failure, written: "" };
  } finally {
    await writer.close();
  }
  return { failure: undefined, written: readFileSync(join(directory, SEGMENT), "utf8") };
}

test("whichever call to the system fails, the batch fails with its code, and nothing behind it is begun", async () => {
  expect((await work([])).failure).toBeUndefined();
  const made = calls.made.slice();
  expect(new Set(made)).toEqual(new Set(["fdatasync", "fsync", "open", "rename", "unlink", "writev"]));
  for (let place = 0; place < made.length; place++) {
    const { failure } = await work([[place, "EIO"]]);
    expect(failure, `${made[place]}, call ${place}`).toBeInstanceOf(FileError);
    expect((failure as FileError).code).toBe("EIO");
    expect(calls.made).toEqual(made.slice(0, place + 1));
  }
});

test("of a write that the system took a part of the rest follows, or fails", async () => {
  const { written } = await work([]);
  expect(written).toBe(`zero ${PIECES.join("")}`);
  const made = calls.made.slice();
  for (const [place, call] of made.entries()) {
    if (call !== "writev") continue;
    for (const count of [1, 3]) {
      expect(await work([[place, count]])).toEqual({ failure: undefined, written });
      expect(calls.made).toEqual(made.toSpliced(place, 0, "writev"));
      const { failure } = await work([
        [place, count],
        [place + 1, "EIO"],
      ]);
      expect(failure).toBeInstanceOf(FileError);
    }
  }
});

/** Leaves a segment with room, and then appends to it while everything waits, as calls meet these fates. */
async function workAtOnce(fates: readonly (readonly [number, Fate])[]) {
  const directory = scratchDirectory();
  const writer = new DirectoryWriter(directory);
  calls.plan([]);
  for (const batch of BATCHES.slice(0, 3)) await writer.run(batch);
  calls.plan(fates);
  try {
    for (const piece of ["three ", "four "]) expect(writer.runAtOnce(flush(piece))).toBe(true);
  } catch (failure) {
    return { failure, written: "" };
  } finally {
    await writer.close();
  }
  return { failure: undefined, written: readFileSync(join(directory, SEGMENT), "utf8") };
}

test.skipIf(WRITE_THROUGH === undefined)(
  "a write that everything waits for fails with its code, and of one that the system took a part of the rest follows",
  async () => {
    const written = `zero ${PIECES.join("")}four `;
    expect(await workAtOnce([])).toEqual({ failure: undefined, written });
    expect(calls.made).toEqual(["writevSync", "writevSync"]);
    for (const place of [0, 1]) {
      expect(await workAtOnce([[place, 3]])).toEqual({ failure: undefined, written });
      expect(calls.made).toHaveLength(3);
      const { failure } = await workAtOnce([[place, "ENOSPC"]]);
      expect(failure).toBeInstanceOf(FileError);
      expect((failure as FileError).message).toMatch(
        /^cannot append 2 bytes to [^\n]*: no space is left on the device/,
      );
      expect(calls.made).toHaveLength(place + 1);
    }
  },
);

// Room is taken only by what is written through.
test.skipIf(WRITE_THROUGH === undefined)(
  "a disk on which there is no room but for what counts takes that",
  async () => {
    const { written } = await work([]);
    const made = calls.made.slice();
    const withRoom = placesOf("writev", made)[2]!;
    expect(await work([[withRoom, "ENOSPC"]])).toMatchObject({ failure: undefined, written });
    expect(placesOf("writev", calls.made)).toHaveLength(placesOf("writev", made).length + 1);
    const { failure } = await work([
      [withRoom, "ENOSPC"],
      [withRoom + 1, "ENOSPC"],
    ]);
    expect((failure as FileError).message).toMatch(/^cannot append 2 bytes to [^\n]*: no space is left on the device/);
  },
);

function placesOf(call: string, made: readonly string[]): number[] {
  return made.flatMap((one, place) => (one === call ? [place] : []));
}
