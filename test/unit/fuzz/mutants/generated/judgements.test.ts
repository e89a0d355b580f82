import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { coreTexts } from "../../../../../src/fuzz/mutants/generated/core-texts.ts";
import { mutantsOf } from "../../../../../src/fuzz/mutants/generated/generated-mutant.ts";
import { readJudgements } from "../../../../../src/fuzz/mutants/generated/judgements.ts";

const directory = mkdtempSync(join(tmpdir(), "kraft-judgements-"));
afterAll(() => rmSync(directory, { recursive: true }));

function fileOf(text: string): string {
  const file = join(directory, "survivors.yaml");
  writeFileSync(file, text);
  return file;
}

const one = "- { verdict: equivalent, why: it is, mutants: [a, b] }\n";

test("one reason may stand for several mutants", () => {
  const judgements = readJudgements(fileOf(one));
  expect(Object.fromEntries(judgements)).toEqual({
    a: { verdict: "equivalent", why: "it is" },
    b: { verdict: "equivalent", why: "it is" },
  });
});

test.each([
  ["a mutant that is judged twice", `${one}- { verdict: missed, why: no, mutants: [b] }\n`, /judged twice/],
  ["a verdict that there is not", one.replace("equivalent", "harmless"), /verdict/],
  ["a verdict without a reason", one.replace("it is", '""'), /why/],
])("%s is refused", (_, text, says) => {
  expect(() => readJudgements(fileOf(text))).toThrow(says);
});

test("what is written is of mutants that there are", () => {
  const ids = new Set(mutantsOf(coreTexts()).map(({ id }) => id));
  expect([...readJudgements().keys()].filter((id) => !ids.has(id))).toEqual([]);
});
