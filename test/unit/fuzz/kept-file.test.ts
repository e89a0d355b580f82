import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { KeptCells } from "../../../src/bench/strategies/kept-cells.ts";
import { campaignFile } from "../../../src/fuzz/campaign/campaign-file.ts";
import { KeptFile, KeptFileError } from "../../../src/fuzz/kept-file.ts";
import { HuntsFile, huntedWith } from "../../../src/fuzz/mutants/generated/hunts-file.ts";

const folder = mkdtempSync(join(tmpdir(), "kraft-kept-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "kept.json");

interface Work {
  readonly done: number;
  readonly found: readonly string[];
}

const HUNTED = huntedWith("1", 120_000, {});
const work: Work = { done: 7, found: ["one", "another"] };
const KIND = { name: "the file of work", part: "work" };
const fileAt = (place: string, build?: string): KeptFile<Work> => new KeptFile(place, KIND, build);

function complaintOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof KeptFileError) return error.message;
    throw error;
  }
  throw new Error("it was taken");
}

function complaintAbout(text: string): string {
  writeFileSync(path, text);
  return complaintOf(() => fileAt(path).read());
}

test("its folder must be there, and is not made by a slip of the finger", () => {
  const nowhere = join(folder, "no", "such");
  const message = `cannot write the file of work ${nowhere}/x.json: there is no folder ${nowhere}`;
  expect(complaintOf(() => fileAt(join(nowhere, "x.json")).read())).toBe(message);
  expect(complaintOf(() => fileAt(join(nowhere, "x.json")).write(work))).toMatch(/: ENOENT$/);
  expect(readdirSync(folder)).not.toContain("no");
});

beforeEach(() => {
  rmSync(path, { force: true });
  fileAt(path).write(work);
});

describe("a file of kept work", () => {
  test("gives back what was written, and leaves nothing beside it", () => {
    expect(fileAt(path).read()).toEqual(work);
    expect(readdirSync(folder)).toEqual(["kept.json"]);
    expect(fileAt(join(folder, "another.json")).read()).toBeUndefined();
  });

  test("is written again and again by who has it", () => {
    const file = fileAt(path);
    expect(file.read()).toEqual(work);
    for (let done = 0; done < 3; done++) file.write({ ...work, done });
    expect(fileAt(path).read()).toEqual({ ...work, done: 2 });
    rmSync(path);
    file.write(work);
    expect(fileAt(path).read()).toEqual(work);
  });

  test("is refused wherever a character of it was changed, left out or cut", () => {
    const text = readFileSync(path, "utf8").trimEnd();
    const damage = fc.record({ at: fc.nat(text.length - 1), how: fc.constantFrom("change", "drop", "cut") });
    fc.assert(
      fc.property(damage, ({ at, how }) => {
        const put = how === "change" ? (text[at] === "7" ? "8" : "7") : "";
        const damaged = how === "cut" ? text.slice(0, at) : text.slice(0, at) + put + text.slice(at + 1);
        expect(complaintAbout(damaged)).toMatch(/kept\.json (is|cannot)/);
        expect(readFileSync(path, "utf8")).toBe(damaged);
      }),
      { numRuns: 300 },
    );
  });

  test("is refused with the reason when another kraft wrote it, or it is something else", () => {
    const text = readFileSync(path, "utf8");
    expect(complaintAbout(text.replace('"schema":1', '"schema":2'))).toMatch(
      /version 2, of a newer kraft: this one is/,
    );
    expect(complaintAbout(text.replace(/"kraft":"[^"]*"/, '"kraft":"0.0.1"'))).toMatch(/is of kraft 0\.0\.1, and this/);
    const others = [
      "null",
      "3",
      "{}",
      "[]",
      '{"schema":1}',
      '{"schema":1,"work":null}',
      text.replace('"work"', '"play"'),
    ];
    for (const other of others) expect(complaintAbout(other)).toBe(`${path} is not the file of work`);
    expect(complaintAbout("")).toMatch(/is damaged, or not the file of work: it is no JSON document$/);
  });

  test("is gone on with by a build of the same sources alone, and of unknown ones by one of unknown ones", () => {
    const builds = ["built of sources 01234567", "built of sources 89abcdef", "built of unknown sources"];
    for (const was of builds) {
      rmSync(path);
      fileAt(path, was).write(work);
      expect(fileAt(path, was).read()).toEqual(work);
      for (const is of builds.filter((build) => build !== was)) {
        const why = `${path} is of a kraft ${was}, and this is ${is}: its runs may differ`;
        expect(complaintOf(() => fileAt(path, is).read())).toBe(why);
      }
    }
  });

  test("that does not say of which build it is is of an older one", () => {
    const text = readFileSync(path, "utf8");
    const why = `${path} is of an older build of kraft: its runs may differ`;
    expect(complaintAbout(text.replace(/"build":"[^"]*",/, ""))).toBe(why);
  });

  test.each([
    ["a campaign", (place: string) => campaignFile(place).read(), "standing"],
    ["generated hunts", (place: string) => HuntsFile.open(place, HUNTED), "generatedHunts"],
    ["measured strategies", (place: string) => new KeptCells(place), "cells"],
  ])("is refused after a change of sources, if it is of %s", (_, open, part) => {
    const content = { hunted: HUNTED, hunts: [] };
    const file = (build?: string) => new KeptFile<object>(path, { name: "it", part }, build);
    rmSync(path);
    file().write(content);
    open(path);
    rmSync(path);
    file("built of sources 01234567").write(content);
    const before = readFileSync(path, "utf8");
    expect(complaintOf(() => open(path))).toMatch(/ is of a kraft built of sources 01234567, and this is built of /);
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  test("that cannot be written leaves what was there, and nothing beside it", () => {
    const below = fileAt(join(path, "below.json"));
    expect(complaintOf(() => below.write(work))).toMatch(/^cannot write the file of work .*below\.json: E[A-Z]+$/);
    expect(complaintOf(() => fileAt(folder).write(work))).toMatch(/^cannot read the file of work .*: EISDIR$/);
    expect(fileAt(path).read()).toEqual(work);
    expect(readdirSync(folder)).toEqual(["kept.json"]);
  });

  test("is left to whoever wrote it last, if that was another", () => {
    const [first, second] = [fileAt(path), fileAt(path)];
    first.read();
    second.read();
    first.write({ ...work, done: 8 });
    const why = `${path} is written by another process too: this one keeps nothing more there`;
    expect(complaintOf(() => second.write({ ...work, done: 1 }))).toBe(why);
    first.write({ ...work, done: 9 });
    expect(complaintOf(() => second.write({ ...work, done: 2 }))).toBe(why);
    expect(fileAt(path).read()).toEqual({ ...work, done: 9 });
    // Nor does one that found no file take one that has come meanwhile.
    expect(complaintOf(() => fileAt(path).write(work))).toBe(why);
  });
});
