import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { huntCrdtMutant } from "../../../../src/fuzz/crdt/crdt-hunt.ts";
import { crdtMutantIds, isCrdtMutant, loadCrdtMutant } from "../../../../src/fuzz/crdt/crdt-mutant.ts";
import { LAW_NAMES, THROWS } from "../../../../src/fuzz/crdt/laws.ts";
import { MutantError } from "../../../../src/fuzz/mutants/mutant.ts";
import { applyEdit } from "../../../../src/fuzz/mutants/mutant-build.ts";

const directory = mkdtempSync(join(tmpdir(), "kraft-crdt-mutants-"));
afterAll(() => rmSync(directory, { recursive: true }));

const HUNT = { seed: "1", seeds: 3, operations: 2_000, replicas: 10, limitMs: 60_000 };

describe.each(crdtMutantIds())("%s", (id) => {
  test("is killed in at most four operations, told in sentences", async () => {
    const mutant = loadCrdtMutant(id);
    expect(mutant.id).toBe(id);
    const { counterexample, fate, killedIn } = await huntCrdtMutant(mutant, HUNT, new AbortController().signal);
    expect(fate).toBe("killed");
    expect(mutant.types).toContain(killedIn);
    expect(mutant.breaks).toContain(counterexample!.law);
    expect(counterexample!.operations).toBeLessThanOrEqual(4);
    expect(counterexample!.operations).toBeGreaterThan(0);
    const told = [...counterexample!.steps, counterexample!.conclusion].join("\n");
    expect(told).toMatch(/^r[12] (adds|subtracts|assigns|removes) /);
    expect(told).not.toMatch(/%\d|undefined/);
  });
});

/** Changes to the types, which show only in large numbers or in bytes. */
test.each([
  ["lww", "byte-writer.ts", "rest = Math.floor(rest / 128)", "rest >>>= 7"],
  ["gcounter", "byte-writer.ts", "rest = Math.floor(rest / 128)", "rest >>>= 7"],
  ["pncounter", "byte-writer.ts", "rest = Math.floor(rest / 128)", "rest >>= 7"],
  ["orset", "or-set.ts", "isSameContext(one.seen, other.seen)", "true"],
])("%s does not get by with %s changed from %s to %s", async (type, file, find, replace) => {
  const own = join(directory, "changed.yaml");
  const about = { id: "own", title: "Own", types: [type], breaks: [...LAW_NAMES, THROWS], source: "own", why: "own" };
  writeFileSync(own, JSON.stringify({ ...about, file: `crdt/${file}`, find, replace, expect: "killed" }));
  const { counterexample, fate } = await huntCrdtMutant(loadCrdtMutant(own), HUNT, new AbortController().signal);
  expect(fate).toBe("killed");
  expect(counterexample!.operations).toBeLessThanOrEqual(4);
});

test("a hunt for which there is no time is not said to be survived", async () => {
  const mutant = loadCrdtMutant(crdtMutantIds()[0]!);
  const { fate, seeds } = await huntCrdtMutant(mutant, { ...HUNT, limitMs: 0 }, new AbortController().signal);
  expect({ fate, seeds }).toEqual({ fate: "out-of-time", seeds: 0 });
});

test("every type is among those that mutants show in", () => {
  const types = new Set(crdtMutantIds().flatMap((id) => loadCrdtMutant(id).types));
  expect([...types].sort()).toEqual(["gcounter", "gset", "lww", "orset", "pncounter"]);
});

test("a file of one's own is a mutant of the types if it changes one of their files", () => {
  const file = join(directory, "own.yaml");
  const lines = [
    "id: own",
    "title: Own",
    "types: [gset]",
    "breaks: [model]",
    "source: own",
    "file: crdt/g-set.ts",
    "find: element <= otherElement ? element",
    "replace: element < otherElement ? element",
    "why: own",
    "expect: killed",
  ];
  writeFileSync(file, lines.join("\n"));
  expect(isCrdtMutant(file)).toBe(true);
  expect(applyEdit(loadCrdtMutant(file))).toContain("element < otherElement ? element");
  writeFileSync(file, lines.join("\n").replace("crdt/g-set.ts", "raft.ts"));
  expect(isCrdtMutant(file)).toBe(false);
  expect(isCrdtMutant("double-vote")).toBe(false);
  expect(() => loadCrdtMutant(file)).toThrow(/file: must be a .ts file of src\/crdt/);
  expect(() => loadCrdtMutant("nonesuch")).toThrow(MutantError);
});
