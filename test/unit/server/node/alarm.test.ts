import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NO_DEADLINE } from "../../../../src/raft/index.ts";
import { Alarm } from "../../../../src/server/node/alarm.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("it rings once, at the deadline and not before", () => {
  const ring = vi.fn();
  const alarm = new Alarm(ring);
  alarm.set(0, 5_000);
  vi.advanceTimersByTime(4);
  expect(ring).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(ring).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(100);
  expect(ring).toHaveBeenCalledOnce();
});

test("an earlier deadline counts; for a later one it rings early, so that it can be set anew", () => {
  const ring = vi.fn();
  const alarm = new Alarm(ring);
  alarm.set(0, 10_000);
  alarm.set(0, 3_000);
  alarm.set(0, 20_000);
  vi.advanceTimersByTime(3);
  expect(ring).toHaveBeenCalledOnce();
  alarm.set(3_000, 20_000);
  vi.advanceTimersByTime(17);
  expect(ring).toHaveBeenCalledTimes(2);
});

test("what has passed rings at once; without a deadline, or after it was cancelled, it never does", () => {
  const ring = vi.fn();
  const alarm = new Alarm(ring);
  alarm.set(9_000, 5_000);
  vi.advanceTimersByTime(0);
  expect(ring).toHaveBeenCalledOnce();
  alarm.set(0, NO_DEADLINE);
  alarm.set(0, 5_000);
  alarm.cancel();
  vi.advanceTimersByTime(10_000);
  expect(ring).toHaveBeenCalledOnce();
});
