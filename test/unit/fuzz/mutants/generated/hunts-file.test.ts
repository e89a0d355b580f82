import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { KeptFileError } from "../../../../../src/fuzz/kept-file.ts";
import type { GeneratedMutant } from "../../../../../src/fuzz/mutants/generated/generated-mutant.ts";
import type { GeneratedHunt } from "../../../../../src/fuzz/mutants/generated/hunt-generated.ts";
import { HuntsFile, huntedWith } from "../../../../../src/fuzz/mutants/generated/hunts-file.ts";

const directory = mkdtempSync(join(tmpdir(), "kraft-hunts-"));
afterAll(() => rmSync(directory, { recursive: true }));

let path: string;
let count = 0;
beforeEach(() => {
  path = join(directory, `${count++}.json`);
});

const hunted = huntedWith("1", 120_000, { "log.ts": "text" });

function mutant(id: string): GeneratedMutant {
  const edit = { file: "log.ts", function: "append", operator: "bound", line: 1, before: "<", after: "<=" } as const;
  return { id, ...edit, find: "a < b", replace: "a <= b" };
}

function hunt(id: string, fate: GeneratedHunt["fate"]): GeneratedHunt {
  const kill = fate === "killed" ? { by: ["liveness"], message: "nobody leads" } : undefined;
  return { mutant: mutant(id), fate, kill, wallMs: 1 };
}

describe("a file of hunts", () => {
  test("gives back what was kept in it, also in another process", () => {
    const file = HuntsFile.open(path, hunted);
    file.keep(hunt("a", "killed"));
    file.keep(hunt("b", "survived"));
    const again = HuntsFile.open(path, hunted);
    expect(again.huntOf(mutant("a"))).toEqual(hunt("a", "killed"));
    expect(again.huntOf(mutant("b"))).toEqual(hunt("b", "survived"));
    expect(again.huntOf(mutant("c"))).toBeUndefined();
  });

  test("knows nothing of who was out of time", () => {
    HuntsFile.open(path, hunted).keep(hunt("a", "cut-short"));
    expect(HuntsFile.open(path, hunted).huntOf(mutant("a"))).toBeUndefined();
  });

  test.each([
    ["seed", huntedWith("2", 120_000, { "log.ts": "text" })],
    ["timeSeconds", huntedWith("1", 60_000, { "log.ts": "text" })],
    ["core", huntedWith("1", 120_000, { "log.ts": "other" })],
  ])("of another %s is refused, and stays what it was", (name, other) => {
    HuntsFile.open(path, hunted).keep(hunt("a", "killed"));
    const before = readFileSync(path, "utf8");
    expect(() => HuntsFile.open(path, other)).toThrow(KeptFileError);
    expect(() => HuntsFile.open(path, other)).toThrow(`${path} is of other hunts: its ${name} is`);
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  test.each(["", "{", "[]", "null", "3", `{"hunted":{}}`, `{"hunted":null,"hunts":[null]}`])(
    "that says %j is refused in one line",
    (text) => {
      writeFileSync(path, text);
      expect(() => HuntsFile.open(path, hunted)).toThrow(KeptFileError);
      expect(readFileSync(path, "utf8")).toBe(text);
    },
  );

  test("in which somebody has changed how a mutant fared is refused", () => {
    HuntsFile.open(path, hunted).keep(hunt("a", "killed"));
    const changed = readFileSync(path, "utf8").replace('"killed"', '"survived"');
    writeFileSync(path, changed);
    expect(() => HuntsFile.open(path, hunted)).toThrow(`${path} is damaged: it is not what kraft wrote`);
    expect(readFileSync(path, "utf8")).toBe(changed);
  });

  test("that cannot be written is known before the first hunt", () => {
    writeFileSync(path, "no folder");
    expect(() => HuntsFile.open(join(path, "below.json"), hunted)).toThrow(/^cannot write the file of hunts/);
    mkdirSync(`${path}.d`);
    expect(() => HuntsFile.open(`${path}.d`, hunted)).toThrow(KeptFileError);
  });
});
