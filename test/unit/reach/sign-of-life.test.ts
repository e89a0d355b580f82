import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startSignOfLife } from "../../../src/reach/sign-of-life.ts";

const before = Object.getOwnPropertyDescriptor(process.stderr, "isTTY");
let written: string[] = [];

beforeEach(() => {
  written = [];
  vi.useFakeTimers();
  vi.stubEnv("CI", "");
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  if (before === undefined) Reflect.deleteProperty(process.stderr, "isTTY");
  else Object.defineProperty(process.stderr, "isTTY", before);
});

test("a person sees how long it has taken, and nothing of it in the end", () => {
  Object.defineProperty(process.stderr, "isTTY", { value: true, configurable: true });
  const stop = startSignOfLife("work");
  vi.advanceTimersByTime(2000);
  stop();
  vi.advanceTimersByTime(5000);
  const line = (seconds: number): string => `\rwork: ${seconds} s so far\x1b[K`;
  expect(written).toEqual([line(0), line(1), line(2), "\r\x1b[K"]);
});

test("a log hears nothing of it", () => {
  Object.defineProperty(process.stderr, "isTTY", { value: false, configurable: true });
  const stop = startSignOfLife("work");
  vi.advanceTimersByTime(2000);
  stop();
  expect(written).toEqual([]);
});
