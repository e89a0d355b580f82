import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Column, renderTable } from "../../../src/report/table.ts";

const columns: Column[] = [
  { title: "name", align: "left" },
  { title: "count", align: "right" },
];

describe("a table", () => {
  test("aligns its columns, with no space at the end of a line", () => {
    expect(renderTable([...columns].reverse(), [["12,345", "a"]], 80)).toEqual([" count  name", "12,345  a"]);
  });

  test("shortens names where the width asks for it", () => {
    const rows = [
      ["a-name-of-forty-letters-is-a-long-one-yes", "7"],
      ["short", "1,000"],
    ];
    expect(renderTable(columns, rows, 35)).toEqual([
      "name                          count",
      "a-name-of-forty-letters-is-…      7",
      "short                         1,000",
    ]);
  });

  test("becomes blocks of lines in a narrow terminal", () => {
    const rows = [
      ["a-name", "7"],
      ["b-name", "8"],
    ];
    expect(renderTable(columns, rows, 10)).toEqual(["name: a-name", "count: 7", "", "name: b-name", "count: 8"]);
  });

  test("of columns never exceeds the width and never loses a count", () => {
    const name = fc.stringMatching(/^[a-z-]{1,60}$/);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, fc.nat()), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 100 }),
        (entries, width) => {
          const rows = entries.map(([text, count]) => [text, String(count)]);
          const lines = renderTable(columns, rows, width);
          for (const [, count] of rows) expect(lines.some((line) => line.endsWith(count!))).toBe(true);
          if (lines[0]!.startsWith("name:")) return;
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});
