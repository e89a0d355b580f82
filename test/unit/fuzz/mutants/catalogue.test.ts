import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { catalogueIds, loadEntry, loadMutant } from "../../../../src/fuzz/mutants/mutant.ts";
import { applyEdit } from "../../../../src/fuzz/mutants/mutant-build.ts";
import { PACKAGE_ROOT } from "../../../../src/fuzz/package-root.ts";
import { blocksOf, pageAt } from "../../../pages.ts";

const directory = mkdtempSync(join(tmpdir(), "kraft-catalogue-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** Each invariant is a file of its name, in a room of invariants/. */
const invariants = readdirSync(join(PACKAGE_ROOT, "invariants"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap((room) => readdirSync(join(PACKAGE_ROOT, "invariants", room.name)))
  .map((file) => basename(file, ".ts"));

describe("the catalogue", () => {
  const entries = catalogueIds().map((id) => loadEntry(id));
  const mutants = entries.filter((entry) => entry.expect !== "impossible");

  test.each(mutants.map((mutant) => [mutant.id, mutant] as const))("%s applies to the core as it is", (_, mutant) => {
    expect(() => applyEdit(mutant)).not.toThrow();
  });

  test.each(entries.map((entry) => [entry.id, entry] as const))("%s breaks what the lab can name", (_, entry) => {
    expect([...invariants, "core-assertion", "step-law"]).toEqual(expect.arrayContaining(entry.breaks));
  });

  test("has each mutant in a file of its name", () => {
    expect(entries.map((entry) => entry.id)).toEqual(catalogueIds());
  });

  test("has bugs to catch, changes to let pass, and bugs that cannot be", () => {
    const expected = (fate: string) => entries.filter((entry) => entry.expect === fate).length;
    expect(expected("killed")).toBeGreaterThanOrEqual(40);
    expect(expected("survives")).toBeGreaterThanOrEqual(6);
    expect(expected("impossible")).toBeGreaterThanOrEqual(5);
  });

  test("makes each change once", () => {
    const edits = mutants.map(({ file, find, replace }) => JSON.stringify([file, find, replace]));
    expect(new Set(edits).size).toBe(edits.length);
  });
});

test("the mutant that is shown is one", () => {
  const example = blocksOf(pageAt("docs/mutants.md")).find((block) => block.startsWith("id: "))!;
  const file = join(directory, "shown.yaml");
  writeFileSync(file, example);
  expect(() => applyEdit(loadMutant(file))).not.toThrow();
});
