import { describe, expect, test } from "vitest";
import { coreTexts } from "../../../../../src/fuzz/mutants/generated/core-texts.ts";
import { mutantsOf } from "../../../../../src/fuzz/mutants/generated/generated-mutant.ts";

/** The mutants of one text, each as "operator: what stands there -> what instead". */
function changes(text: string): string[] {
  return mutantsOf({ "sample.ts": text }).map(({ after, before, operator }) => `${operator}: ${before} -> ${after}`);
}

const inFunction = (body: string): string => `export function sample(a: number, b: number): void {\n${body}\n}\n`;

describe("the operators", () => {
  test.each([
    ["  if (a) b();", ["negated: a -> !(a)", "always: a -> true", "never: a -> false", "no-statement: b(); -> ;"]],
    ["  while (a) b();", ["negated: a -> !(a)", "never: a -> false", "no-statement: b(); -> ;"]],
    ["  return a < b;", ["bound: < -> <="]],
    ["  return a === b;", ["equality: === -> !=="]],
    ["  return a + b;", ["sign: + -> -"]],
    ["  return a && b;", ["and-or: && -> ||", "left-only: a && b -> a", "right-only: a && b -> b"]],
    ["  return Math.min(a, b);", ["min-max: min -> max"]],
    ["  return false;", ["boolean: false -> true"]],
    ["  return 0;", ["off-by-one: 0 -> 1"]],
    ["  return 2;", ["off-by-one: 2 -> 3", "off-by-one: 2 -> 1"]],
    ["  b();", ["no-statement: b(); -> "]],
  ])("%s", (body, expected) => {
    expect(changes(inFunction(body))).toEqual(expected);
  });

  test.each([
    ["numbers that are no counts", "  return 4096;"],
    ["types", "  return a as 1 | true;"],
    ["the words of errors", "  throw new Error(String(a + b));"],
    ["texts that are put together", '  return "a" + b;'],
  ])("leave %s alone", (_, body) => {
    expect(changes(inFunction(body))).toEqual([]);
  });

  test("take a return away where something else is left of its block", () => {
    expect(changes(inFunction("  if (a) {\n    b();\n    return;\n  }"))).toContain("no-return: return; -> ");
  });

  test("do not turn round a comparison that is a whole condition twice", () => {
    expect(changes(inFunction("  if (a === b) return;")).filter((change) => /equality/.test(change))).toEqual([]);
  });
});

describe("the edit of a mutant", () => {
  test("is of one place, where the same words stand in several", () => {
    const text = `${inFunction("  b();\n  if (a) b();\n  b();")}`;
    const edits = mutantsOf({ "sample.ts": text }).filter(({ operator }) => operator === "no-statement");
    expect(edits).toHaveLength(3);
    const made = edits.map(({ find, replace }) => text.split(find).join(replace));
    expect(new Set(made).size).toBe(3);
    for (const { find } of edits) expect(text.split(find)).toHaveLength(2);
  });

  test("applies to every file of the core, each under a name of its own", () => {
    const texts = coreTexts();
    const mutants = mutantsOf(texts);
    expect(mutants.length).toBeGreaterThan(2_000);
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
    expect(mutants.filter(({ file, find }) => texts[file]!.split(find).length !== 2)).toEqual([]);
    expect(mutants.filter(({ find, replace }) => find === replace)).toEqual([]);
  });
});

describe("the name of a mutant", () => {
  const text = inFunction("  if (a < b) b();");
  const names = (of: string): string[] => mutantsOf({ "sample.ts": of }).map(({ id }) => id);

  test("says file, function and operator", () => {
    expect(names(text)[0]).toMatch(/^sample\/sample\/negated\/[0-9a-f]{6}$/);
  });

  test("stays what it was when something else changes", () => {
    const longer = `// Something new.\nexport function other(): number {\n  return 1;\n}\n\n${text}`;
    expect(names(longer)).toEqual(expect.arrayContaining(names(text)));
  });

  test("changes with what it changes", () => {
    expect(names(text)).not.toEqual(names(text.replace("a < b", "a < c")));
  });
});
