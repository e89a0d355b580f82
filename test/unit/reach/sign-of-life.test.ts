import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startSignOfLife } from "../../../src/reach/sign-of-life.ts";
import { stubStandardError } from "../standard-error.ts";

const { become, written } = stubStandardError();

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("a person sees how long it has taken, and nothing of it in the end", () => {
  become("terminal");
  const stop = startSignOfLife("work");
  vi.advanceTimersByTime(2000);
  stop();
  vi.advanceTimersByTime(5000);
  const line = (seconds: number): string => `\rwork: ${seconds} s so far\x1b[K`;
  expect(written).toEqual([line(0), line(1), line(2), "\r\x1b[K"]);
});

test("a log hears nothing of it", () => {
  become("log");
  const stop = startSignOfLife("work");
  vi.advanceTimersByTime(2000);
  stop();
  expect(written).toEqual([]);
});
