import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startExhaustiveProgress } from "../../../src/cli/exhaustive-progress.ts";
import type { Findings } from "../../../src/fuzz/exhaustive/search.ts";

const FINDINGS = { cores: 12_345_678, depth: 17, expanded: 9_876_543 } as Findings;
const STUBBED = ["isTTY", "columns"] as const;
const before = STUBBED.map((name) => Object.getOwnPropertyDescriptor(process.stderr, name));
let written: string[] = [];

beforeEach(() => {
  written = [];
  vi.stubEnv("CI", "");
  vi.useFakeTimers({ toFake: ["performance"] });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const [at, name] of STUBBED.entries()) {
    const descriptor = before[at];
    if (descriptor === undefined) Reflect.deleteProperty(process.stderr, name);
    else Object.defineProperty(process.stderr, name, descriptor);
  }
});

/** What is told of a search on standard error that is like this. */
function toldOn(isTTY: boolean, columns: number): string {
  Object.defineProperty(process.stderr, "isTTY", { value: isTTY, configurable: true });
  Object.defineProperty(process.stderr, "columns", { value: columns, configurable: true });
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
  expect(toldOn(true, columns)).toBe(`\r${line}\x1b[K`);
});

test("a log is told all of it, however wide", () => {
  expect(toldOn(false, 40)).toBe("scope 2 of 3: 17 moves deep, 12,345,678 states, 9,876,543 expanded\n");
});
