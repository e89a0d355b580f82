import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { coreTexts } from "../../../src/fuzz/mutants/generated/core-texts.ts";
import { compareWith, type Defended, readDefences } from "../../../src/reach/defences.ts";
import type { Place } from "../../../src/reach/file-reach.ts";

const directory = mkdtempSync(join(tmpdir(), "kraft-defences-"));
afterAll(() => rmSync(directory, { recursive: true }));

const place: Place = { file: "log.ts", line: 7, function: "append", never: "if", text: "if (a) b();" };
const { line: _, ...defended } = place;

describe("what nothing reaches and what is defended", () => {
  test("agree wherever a place stands by now", () => {
    expect(compareWith([defended], [place])).toEqual({ undefended: [], stale: [] });
    expect(compareWith([defended], [{ ...place, line: 99 }])).toEqual({ undefended: [], stale: [] });
  });

  test.each([{ file: "lease.ts" }, { function: "truncate" }, { never: "else" }, { text: "if (a) c();" }])(
    "differ where %j",
    (other) => {
      const another = { ...place, ...other };
      expect(compareWith([defended], [another])).toEqual({ undefended: [another], stale: [defended] });
    },
  );

  test("differ where a defended place is reached by now", () => {
    expect(compareWith([defended], [])).toEqual({ undefended: [], stale: [defended] });
  });
});

describe("the list", () => {
  const file = join(directory, "unreached.yaml");
  const read = (text: string): Defended[] => {
    writeFileSync(file, text);
    return readDefences(file);
  };

  test("gives one reason for several places", () => {
    const one = "{ file: log.ts, function: append, never: if, text: a }";
    expect(read(`- { why: because, places: [${one}, ${one}] }\n`)).toHaveLength(2);
    expect(() => read(`- { places: [${one}] }\n`)).toThrow(/why/);
  });

  test("names lines that are there", () => {
    const texts = coreTexts();
    for (const { file, text } of readDefences()) {
      expect(texts[file]!.split("\n").map((line) => line.trim())).toContain(text);
    }
  });
});
