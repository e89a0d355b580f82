import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { replayFile } from "../../src/fuzz/corpus/replayed.ts";
import { shapeOf } from "../../src/fuzz/corpus/shape.ts";
import { meaningOf } from "../../src/fuzz/meanings.ts";
import { catalogueIds, loadEntry, loadMutant } from "../../src/fuzz/mutants/mutant.ts";
import { buildMutant } from "../../src/fuzz/mutants/mutant-build.ts";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";
import { readTapeFile, textOf } from "../../src/fuzz/tape/tape-file.ts";

const CORPUS = join(PACKAGE_ROOT, "corpus");
const names = readdirSync(CORPUS).filter((name) => name.endsWith(".json"));
const pathOf = (name: string): string => join(CORPUS, name);
const never = new AbortController().signal;

// Made by `npx kraft-mutants --tapes`.
describe("the corpus", () => {
  beforeAll(async () => {
    const mutants = new Set(names.map((name) => readTapeFile(pathOf(name)).mutant));
    mutants.delete(null);
    await Promise.all([...mutants].map((id) => buildMutant(loadMutant(id!))));
  });

  // With its planted bug a tape breaks what it says, by the same events; without it nothing breaks.
  test.each(names)("%s holds", async (name) => {
    expect(await replayFile(pathOf(name), never)).toMatchObject({ verdict: "holds", complaint: undefined });
  });

  test("has a tape of every planted bug that is to be caught, which breaks what the bug is said to break", () => {
    const killed = catalogueIds()
      .map((id) => loadEntry(id))
      .filter(({ expect }) => expect === "killed");
    expect(killed.map(({ id }) => id).filter((id) => !names.includes(`${id}.json`))).toEqual([]);
    for (const { breaks, id } of killed) {
      const file = readTapeFile(pathOf(`${id}.json`));
      expect(file.mutant).toBe(id);
      expect(breaks).toContain(file.invariant);
    }
  });

  test("has each cause once", () => {
    const shapes = new Map<string, string>();
    for (const name of names) {
      const shape = shapeOf(readTapeFile(pathOf(name)));
      expect(shapes.get(shape), `${name} shows the same cause`).toBeUndefined();
      shapes.set(shape, name);
    }
  });

  test("is small: most tapes have lost all but a few of ten thousand entries, and nine in ten have thirty at most", () => {
    const sizes = names.map((name) => {
      const { reduction, tape } = readTapeFile(pathOf(name));
      return { before: reduction!.entries[0], after: tape.deeds.length + tape.departures.length };
    });
    const kept = sizes.map(({ after, before }) => after / before).sort((one, other) => one - other);
    expect(kept[kept.length >> 1]).toBeLessThan(0.001);
    expect(sizes.filter(({ after }) => after <= 30).length).toBeGreaterThanOrEqual(0.9 * sizes.length);
  });

  test("is as it would be written today", () => {
    for (const name of names) {
      const text = readFileSync(pathOf(name), "utf8");
      const file = readTapeFile(pathOf(name));
      expect(text, name).toBe(textOf(file));
      expect(file.meaning, name).toBe(meaningOf(file.invariant));
    }
  });
});
