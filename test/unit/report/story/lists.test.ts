import { expect, test } from "vitest";
import type { TaleEntry } from "../../../../src/report/story/item.ts";
import { entryList } from "../../../../src/report/story/lists.ts";

function entries(first: number, last: number, more: Partial<TaleEntry> = {}): TaleEntry[] {
  return Array.from({ length: last - first + 1 }, (_, at) => {
    return { index: first + at, term: 1, isEmpty: false, members: "", ...more };
  });
}

const voters = { members: "voters 1 2" };

test("three entries or more in a row are a range, with no-ops and all", () => {
  expect(entryList(entries(3, 4))).toBe("3:1 and 4:1");
  expect(entryList(entries(3, 5))).toBe("3:1 to 5:1");
  expect(entryList([...entries(1, 1, { isEmpty: true }), ...entries(2, 2)])).toBe("1:1 (no-op) and 2:1");
  expect(entryList([...entries(1, 1, { isEmpty: true }), ...entries(2, 9)])).toBe("1:1 to 9:1");
});

test("a configuration is told by itself, and what is before and after it in ranges", () => {
  expect(entryList([...entries(1, 18), ...entries(19, 19, voters)])).toBe("1:1 to 18:1 and 19:1 (voters 1 2)");
  expect(entryList([...entries(1, 3), ...entries(4, 4, voters), ...entries(5, 6)])).toBe(
    "1:1 to 3:1, 4:1 (voters 1 2), 5:1 and 6:1",
  );
});
