import { expect, test, vi } from "vitest";
import { startProgress } from "../../../src/cli/progress.ts";
import { sayAside } from "../../../src/cli/standard-error.ts";
import { stubStandardError } from "../standard-error.ts";

const { become, written } = stubStandardError();

/** What was written of text, without what moves the cursor and what clears. */
function texts(): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
  return written.map((text) => text.replace(/\x1b(?:\[[\d;?]*[A-Za-z]|[78])/g, "")).filter((text) => text !== "");
}

test.each([80, 60, 40, 10])("on a terminal of %i columns no line is as long as that", (columns) => {
  become("terminal", columns);
  const progress = startProgress(1_000_000, "seeds");
  progress.update(123_456, ["29 failed"], ["1,234 seeds/s", "123,456 events/s"]);
  progress.stop();
  expect(texts().length).toBeGreaterThan(1);
  for (const text of texts()) expect(text.length).toBeLessThan(columns);
  expect(texts().at(-1)).toMatch(/123,456\/1/);
});

test("at first nothing is said of what nobody knows", () => {
  become("terminal");
  startProgress(50, "seeds", 7).stop();
  for (const text of texts()) expect(text).toBe("===--------------------- 7/50 seeds");
});

test("what else there is to say stands above the bar, as it is", () => {
  become("terminal", 80);
  const progress = startProgress(50, "seeds");
  sayAside("a worker was lost\n");
  progress.stop();
  const at = written.indexOf("a worker was lost\n");
  expect(at).toBeGreaterThan(0);
  expect(written.slice(at + 1).join("")).toContain("0/50 seeds");
  const drawn = written.length;
  sayAside("all is done\n");
  expect(written.slice(drawn)).toEqual(["all is done\n"]);
});

test("of nothing to do, and in a log that has just begun, there is nothing to say", () => {
  become("terminal", 80);
  startProgress(0, "seconds").stop();
  vi.stubEnv("CI", "true");
  const progress = startProgress(50, "seeds");
  progress.update(7);
  progress.stop();
  expect(written).toEqual([]);
});
