import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { KeptFile, KeptFileError } from "../../../src/fuzz/kept-file.ts";

const folder = mkdtempSync(join(tmpdir(), "kraft-kept-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "kept.json");

interface Work {
  readonly done: number;
  readonly found: readonly string[];
}

const work: Work = { done: 7, found: ["one", "another"] };
const fileAt = (place: string): KeptFile<Work> => new KeptFile(place, { name: "the file of work", part: "work" });

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
