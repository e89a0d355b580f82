import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeDirectory } from "../../../src/files/make-directory.ts";

function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), "kraft-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

test("all that is missing is made, and the topmost of it is told", () => {
  const home = scratch();
  expect(makeDirectory(join(home, "a/b/c"))).toBe(join(home, "a"));
  expect(statSync(join(home, "a/b/c")).isDirectory()).toBe(true);
  expect(makeDirectory(join(home, "a/b/d"))).toBe(join(home, "a/b/d"));
  expect(makeDirectory(join(home, "a/b"))).toBe(undefined);
  expect(makeDirectory("/")).toBe(undefined);
});

test("a link to a directory is one", () => {
  const home = scratch();
  mkdirSync(join(home, "real"));
  symlinkSync("real", join(home, "link"));
  expect(makeDirectory(join(home, "link"))).toBe(undefined);
  expect(makeDirectory(join(home, "link/a"))).toBe(join(home, "link/a"));
  expect(existsSync(join(home, "real/a"))).toBe(true);
});

test("where none can be the system says why, and nothing is left", () => {
  const home = scratch();
  writeFileSync(join(home, "file"), "");
  symlinkSync("nowhere", join(home, "dangling"));
  expect(() => makeDirectory(join(home, "file"))).toThrow("EEXIST");
  expect(() => makeDirectory(join(home, "file/a/b"))).toThrow("ENOTDIR");
  expect(() => makeDirectory(join(home, "dangling"))).toThrow("EEXIST");
  expect(() => makeDirectory(join(home, "dangling/a"))).toThrow("EEXIST");
});

test.runIf(existsSync("/proc/self"))("a place in which nothing can be made is refused at once", () => {
  expect(() => makeDirectory("/proc/nope/a")).toThrow("ENOENT");
});
