import { afterEach, expect, test, vi } from "vitest";
import { startExhaustiveProgress } from "../../../src/cli/exhaustive-progress.ts";
import type { Findings } from "../../../src/fuzz/exhaustive/search.ts";
import { stubStandardError } from "../standard-error.ts";

const FINDINGS = { cores: 12_345_678, depth: 17, expanded: 9_876_543 } as Findings;
const { become, written } = stubStandardError();

afterEach(() => {
  vi.useRealTimers();
});

/** What is told of a search on standard error that is like this. */
function toldOn(kind: "terminal" | "log", columns: number): string {
  become(kind, columns);
  vi.useFakeTimers({ toFake: ["performance"] });
  const progress = startExhaustiveProgress(2, 3);
  vi.advanceTimersByTime(60_000);
  progress.update(FINDINGS);
  return written.join("");
}

test.each([
  [80, "scope 2 of 3: 17 moves deep, 12,345,678 states, 9,876,543 expanded"],
  [60, "scope 2 of 3: 17 moves deep, 12,345,678 states"],
  [40, "scope 2 of 3: 17 moves deep"],
  [10, "scope 2 o"],
])("on a terminal of %i columns it is a line that is not as long as that", (columns, line) => {
  expect(toldOn("terminal", columns)).toBe(`\r${line}\x1b[K`);
});

test("a log is told all of it, however wide", () => {
  expect(toldOn("log", 40)).toBe("scope 2 of 3: 17 moves deep, 12,345,678 states, 9,876,543 expanded\n");
});
