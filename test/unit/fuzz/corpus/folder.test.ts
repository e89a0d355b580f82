import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepTape, tapesAt } from "../../../../src/fuzz/corpus/folder.ts";
import { readTapeFile, type TapeFile, textOf } from "../../../../src/fuzz/tape/tape-file.ts";
import { failureOn, smallTape } from "../tape/small-tape.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kraft-corpus-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = failureOn(smallTape);

/** The same story on another node. */
const onAnother: TapeFile = {
  ...file,
  tape: { ...smallTape, deeds: [{ atUs: 1_500, deed: { kind: "crash", aim: 3, forUs: 1 } }, smallTape.deeds[1]!] },
};
const anotherStory: TapeFile = { ...file, tape: { ...smallTape, deeds: smallTape.deeds.slice(1) } };

test("a cause is kept once, whichever nodes it is shown on", () => {
  const corpus = join(folder, "corpus");
  const first = keepTape(corpus, "bug", file);
  expect(first.isNew).toBe(true);
  expect(first.path).toMatch(/bug-election-safety-[0-9a-f]{8}\.json$/);
  expect(keepTape(corpus, "bug", onAnother)).toEqual({ path: first.path, isNew: false });
  expect(readTapeFile(first.path)).toEqual(file);
  expect(readdirSync(corpus)).toHaveLength(1);
});

test("another cause is kept beside it", () => {
  keepTape(folder, "bug", file);
  expect(keepTape(folder, "bug", anotherStory).isNew).toBe(true);
  expect(keepTape(folder, "bug", { ...file, mutant: "figure-8" }).isNew).toBe(true);
  expect(readdirSync(folder)).toHaveLength(3);
});

test("a cause is found under any name, and below the folder", () => {
  mkdirSync(join(folder, "deep"));
  writeFileSync(join(folder, "deep/mine.json"), textOf(file));
  expect(keepTape(folder, "bug", onAnother)).toEqual({ path: join(folder, "deep/mine.json"), isNew: false });
});

test("nothing that lies there is replaced, though it cannot be read", () => {
  const { path } = keepTape(folder, "bug", file);
  writeFileSync(path, "damaged");
  const beside = keepTape(folder, "bug", file);
  expect(beside).toEqual({ path: path.replace(".json", "-2.json"), isNew: true });
  expect(readFileSync(path, "utf8")).toBe("damaged");
});

test("tapes are found in alphabetical order, and nothing else is", () => {
  mkdirSync(join(folder, "below"));
  for (const name of ["b.json", "a.json", "below/c.json", "mutant.yaml"]) writeFileSync(join(folder, name), "");
  expect(tapesAt(folder)).toEqual(["a.json", "b.json", "below/c.json"].map((name) => join(folder, name)));
  expect(tapesAt(join(folder, "mutant.yaml"))).toEqual([join(folder, "mutant.yaml")]);
});

test("where there is nothing, that is said in a line", () => {
  expect(() => tapesAt(join(folder, "nowhere"))).toThrow(/^there is no tape and no folder of tapes .*nowhere$/);
  expect(() => tapesAt(folder)).toThrow(/^there is no tape, a \.json file, below the folder /);
});

test("where tapes cannot be kept is told in a line", () => {
  writeFileSync(join(folder, "corpus"), "no folder");
  expect(() => keepTape(join(folder, "corpus"), "bug", file)).toThrow(/^cannot read the folder of tapes .*: ENOTDIR$/);
});
