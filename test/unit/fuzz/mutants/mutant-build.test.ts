import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { MutantError } from "../../../../src/fuzz/mutants/mutant.ts";
import { applyEdit, buildMutant, type Edit } from "../../../../src/fuzz/mutants/mutant-build.ts";

const directory = mkdtempSync(join(tmpdir(), "kraft-build-"));
afterAll(() => rmSync(directory, { recursive: true }));

const sources = join(directory, "src");
for (const room of ["raft", "machine", "storage", "sut"]) mkdirSync(join(sources, room), { recursive: true });
writeFileSync(
  join(sources, "raft/quorum.ts"),
  "export const quorum = (nodes: number): number => Math.floor(nodes / 2) + 1;\n",
);
writeFileSync(join(sources, "machine/session.ts"), "export const expiryUs = 60;\n");
writeFileSync(
  join(sources, "sut/core.ts"),
  'export { expiryUs } from "../machine/session.ts";\nexport { quorum } from "../raft/quorum.ts";\n',
);
writeFileSync(join(sources, "sut/host.ts"), "no part of the core, nor does it compile\n");

interface Built {
  readonly expiryUs: number;
  quorum(nodes: number): number;
}

let caches = 0;
const freshCache = (): string => {
  const cache = join(directory, `cache-${++caches}`);
  mkdirSync(cache);
  return cache;
};

const edit: Edit = { id: "small-quorum", file: "quorum.ts", find: " + 1", replace: "" };
const sessionEdit: Edit = { id: "no-expiry", file: "machine/session.ts", find: "60", replace: "0" };

describe("applying an edit", () => {
  test("changes the one place", () => {
    expect(applyEdit(edit, sources)).toBe("export const quorum = (nodes: number): number => Math.floor(nodes / 2);\n");
  });

  test("finds a file of the sessions by its room", () => {
    expect(applyEdit(sessionEdit, sources)).toBe("export const expiryUs = 0;\n");
  });

  test("puts the replacement in as it is", () => {
    expect(applyEdit({ ...edit, replace: "$& $1" }, sources)).toContain("2)$& $1;");
  });

  test.each([
    [{ ...edit, find: "gone" }, "its find text does not occur in src/raft/quorum.ts; it must occur exactly once"],
    [{ ...edit, find: "number" }, "its find text occurs 2 times in src/raft/quorum.ts; it must occur exactly once"],
    [{ ...edit, file: "gone.ts" }, "there is no file src/raft/gone.ts"],
    [{ ...edit, file: "machine/session-gone.ts" }, "there is no file src/machine/session-gone.ts"],
  ])("refuses %j", (wrong, message) => {
    expect(() => applyEdit(wrong, sources)).toThrow(new MutantError(`mutant small-quorum: ${message}`));
  });
});

describe("building a mutant", () => {
  test("gives a module with that one change, and leaves the sources alone", async () => {
    const mutated = (await import(await buildMutant(edit, sources, freshCache()))) as Built;
    expect([mutated.quorum(5), mutated.expiryUs]).toEqual([2, 60]);
    expect(applyEdit(edit, sources)).not.toBe("");
  });

  test("changes a file of the sessions alike", async () => {
    const mutated = (await import(await buildMutant(sessionEdit, sources, freshCache()))) as Built;
    expect([mutated.quorum(5), mutated.expiryUs]).toEqual([3, 0]);
  });

  test("is done once, and again when the sources or the edit change", async () => {
    const cache = freshCache();
    const first = await buildMutant(edit, sources, cache);
    expect(await buildMutant(edit, sources, cache)).toBe(first);
    expect(await buildMutant({ ...edit, replace: " + 2" }, sources, cache)).not.toBe(first);
    for (const room of ["raft", "machine", "storage"]) {
      const before = await buildMutant(edit, sources, cache);
      writeFileSync(join(sources, room, "other.ts"), "export const other = 1;\n");
      expect(await buildMutant(edit, sources, cache)).not.toBe(before);
    }
  });

  test("by several at once ends with one build and nothing left over", async () => {
    const cache = freshCache();
    const urls = await Promise.all(Array.from({ length: 4 }, () => buildMutant(edit, sources, cache)));
    expect(new Set(urls).size).toBe(1);
    expect(readdirSync(cache)).toHaveLength(1);
  });

  test("may leave a name unused", async () => {
    const unused = { ...edit, find: "Math.floor(nodes / 2) + 1", replace: "1" };
    await expect(buildMutant(unused, sources, freshCache())).resolves.toMatch(/^file:/);
  });

  test.each([
    ["a type error", '"many"', /^mutant small-quorum does not compile: src\/raft\/quorum.ts\(1,\d+\): error TS\d+/],
    ["a syntax error", ") + (", /^mutant small-quorum does not compile: src\/raft\/quorum.ts\(1,\d+\): error TS\d+/],
  ])("that does not compile is an error of one line, every time: %s", async (_, replace, message) => {
    const cache = freshCache();
    const broken = { ...edit, find: "Math.floor(nodes / 2) + 1", replace };
    for (let attempt = 0; attempt < 2; attempt++) {
      const error = await buildMutant(broken, sources, cache).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(MutantError);
      expect((error as Error).message).toMatch(message);
      expect((error as Error).message).not.toContain("\n");
    }
    expect(readdirSync(cache)).toEqual([]);
  });
});
