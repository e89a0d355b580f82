import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isOfWrongPlace } from "../../../src/files/wrong-place.ts";

function errorOf(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("It works.");
}

test("a directory in the place of a file, or below one, is in the wrong place", () => {
  const home = mkdtempSync(join(tmpdir(), "kraft-place-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  writeFileSync(join(home, "file"), "");
  for (const path of ["file", "file/below", "nowhere/below", "long".repeat(1_000)]) {
    expect(isOfWrongPlace(errorOf(() => mkdirSync(join(home, path)))), path).toBe(true);
  }
});

test("a disk that is full, or broken, is no matter of the place; nor is an error of ours", () => {
  expect(isOfWrongPlace(errorOf(() => writeFileSync("/dev/full", "a")))).toBe(false);
  expect(isOfWrongPlace(Object.assign(new Error("broken"), { code: "EIO" }))).toBe(false);
  expect(isOfWrongPlace(new Error("ours"))).toBe(false);
});
