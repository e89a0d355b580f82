import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { linkUnlessThere, removeStale } from "../../../src/files/lock-file.ts";

let home: string;
let lock: string;
let aside: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "kraft-lock-"));
  lock = join(home, "lock");
  aside = join(home, "aside");
});
afterEach(() => rmSync(home, { recursive: true }));

const holds = (text: string) => (path: string) => readFileSync(path, "utf8") === text;

test("a lock that was taken since one looked is given back", () => {
  writeFileSync(lock, "fresh");
  removeStale(lock, aside, holds("stale"));
  expect(readdirSync(home)).toEqual(["lock"]);
  expect(readFileSync(lock, "utf8")).toBe("fresh");
  removeStale(lock, aside, holds("fresh"));
  expect(readdirSync(home)).toEqual([]);
});

test("a lock that another has taken away meanwhile is gone, and that is all", () => {
  removeStale(lock, aside, holds("stale"));
  expect(readdirSync(home)).toEqual([]);
});

test("a name is taken by one only", () => {
  for (const each of ["a", "b"]) writeFileSync(join(home, each), each);
  expect(linkUnlessThere(join(home, "a"), lock)).toBe(true);
  expect(linkUnlessThere(join(home, "b"), lock)).toBe(false);
  expect(readFileSync(lock, "utf8")).toBe("a");
});
