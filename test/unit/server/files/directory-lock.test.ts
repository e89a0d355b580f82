import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { lockDirectory } from "../../../../src/server/files/directory-lock.ts";
import { thisProcess } from "../../../../src/server/files/lock-holder.ts";
import { scratchDirectory } from "./scratch.ts";

const SHORT = { touchIntervalMs: 20, untouchedMs: 300 };
/** The lock is looked at when somebody asks, and not before. */
const UNTOUCHED = { touchIntervalMs: 1_000_000, untouchedMs: 15_000 };

const ELSEWHERE = [
  ["container", { ...thisProcess("other"), namespace: "pid:[1]" }],
  ["machine", { ...thisProcess("other"), boot: "another" }],
] as const;
const [[, OTHER]] = ELSEWHERE;

function touched(path: string, seconds: number): void {
  utimesSync(path, seconds, seconds);
}

/** Another has moved the lock aside and linked its own. */
function steal(path: string): void {
  writeFileSync(`${path}.other`, JSON.stringify(OTHER));
  renameSync(`${path}.other`, path);
}

/** This process's clock, by which time passes only when a test says so. */
function stillClock() {
  let nowMs = 0;
  const now = vi.spyOn(performance, "now").mockImplementation(() => nowMs);
  return {
    pass: (durationMs: number) => {
      nowMs += durationMs;
    },
    /** Resolves when somebody has asked it so many times more: whoever looks asks each time whether to look again. */
    asked: async (times: number) => {
      for (const enough = now.mock.calls.length + times; now.mock.calls.length < enough; ) await setTimeout(1);
    },
  };
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe.each(ELSEWHERE)("what another %s holds, also under this process's number,", (_, holder) => {
  test("is refused as long as it is touched, whatever its clock shows", async () => {
    const directory = scratchDirectory();
    const lock = join(directory, "lock");
    writeFileSync(lock, JSON.stringify(holder));
    let seconds = 1_000_000;
    touched(lock, seconds);
    const touching = setInterval(() => touched(lock, ++seconds), SHORT.touchIntervalMs);
    try {
      // However long this process itself may stand still meanwhile.
      await expect(lockDirectory(directory, () => {}, { ...SHORT, untouchedMs: 10_000 })).rejects.toThrow(
        `${directory} is in use by process ${process.pid} of another container or machine`,
      );
    } finally {
      clearInterval(touching);
    }
    expect(JSON.parse(readFileSync(lock, "utf8"))).toEqual(holder);
  });

  test.each([1_000_000, 4_000_000_000])(
    "is taken over when it was not touched for long, which is told before, whatever its clock showed: %i",
    async (seconds) => {
      const directory = scratchDirectory();
      const lock = join(directory, "lock");
      writeFileSync(lock, JSON.stringify(holder));
      touched(lock, seconds);
      const waits = vi.fn();
      const clock = stillClock();
      const taking = lockDirectory(directory, waits, SHORT);
      await clock.asked(2);
      clock.pass(SHORT.untouchedMs - 1);
      await clock.asked(4);
      expect(JSON.parse(readFileSync(lock, "utf8"))).toEqual(holder);
      clock.pass(1);
      const { unlock } = await taking;
      expect(waits.mock.calls).toEqual([[expect.stringMatching(/^[^\n]* looks for 0.3 s whether it lives$/)]]);
      unlock();
      expect(readdirSync(directory)).toEqual([]);
    },
  );
});

test("while a lock is waited for nobody else in this process gets it", async () => {
  const directory = scratchDirectory();
  writeFileSync(join(directory, "lock"), JSON.stringify(OTHER));
  const taking = lockDirectory(directory, () => {}, SHORT);
  await expect(lockDirectory(directory, () => {}, SHORT)).rejects.toThrow("is in use by process");
  (await taking).unlock();
});

test("a lock is touched as long as it is held, and no longer", async () => {
  const directory = scratchDirectory();
  const path = join(directory, "lock");
  const { lock, unlock } = await lockDirectory(directory, () => {}, SHORT);
  touched(path, 1_000_000);
  await expect.poll(() => statSync(path).mtimeMs, { timeout: 20_000 }).toBeGreaterThan(1_000_000_000);
  expect(lock.failure()).toBeUndefined();
  unlock();
  expect(existsSync(path)).toBe(false);
});

test("that another has taken it is found when it is to be touched, and what is the other's stays", async () => {
  const directory = scratchDirectory();
  const path = join(directory, "lock");
  const { lock, unlock } = await lockDirectory(directory, () => {}, SHORT);
  steal(path);
  await lock.lost;
  expect(lock.failure()!.message).toBe(`another server has taken ${directory}: this one ends`);
  unlock();
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(OTHER);
});

test("a lock that is gone holds nobody off", async () => {
  const directory = scratchDirectory();
  const { lock, unlock } = await lockDirectory(directory, () => {}, SHORT);
  rmSync(join(directory, "lock"));
  await lock.lost;
  expect(lock.failure()!.message).toBe(
    `the lock of ${directory} is gone, so that another server may take it: this one ends`,
  );
  unlock();
});

describe("by the clock that", () => {
  test.each([
    ["stands while a machine is suspended", "performance" as const],
    ["may be set back", "Date" as const],
  ])("%s it was not touched for half the time: it counts only after another look", async (_, clock) => {
    vi.useFakeTimers({ toFake: [clock] });
    const pass = (durationMs: number) =>
      clock === "Date" ? vi.setSystemTime(Date.now() + durationMs) : vi.advanceTimersByTime(durationMs);
    const directory = scratchDirectory();
    const path = join(directory, "lock");
    const { lock, unlock } = await lockDirectory(directory, () => {}, UNTOUCHED);
    // As nobody takes it, time alone takes nothing.
    pass(7_600);
    expect(lock.failure()).toBeUndefined();
    steal(path);
    // Not before it could have been taken by whoever keeps the rules: a look costs something.
    pass(7_400);
    expect(lock.failure()).toBeUndefined();
    pass(200);
    expect(lock.failure()!.message).toBe(`another server has taken ${directory}: this one ends`);
    unlock();
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(OTHER);
  });
});

test("a look touches it: whoever waits for it begins to wait anew", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const directory = scratchDirectory();
  const path = join(directory, "lock");
  const { lock, unlock } = await lockDirectory(directory, () => {}, UNTOUCHED);
  touched(path, 1_000_000);
  vi.advanceTimersByTime(20_000);
  expect(lock.failure()).toBeUndefined();
  expect(statSync(path).mtimeMs).toBeGreaterThan(1_000_000_000);
  unlock();
});

test("a lock that cannot be looked at counts no more", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const directory = scratchDirectory();
  const { lock, unlock } = await lockDirectory(directory, () => {}, UNTOUCHED);
  rmSync(directory, { recursive: true });
  writeFileSync(directory, "");
  vi.advanceTimersByTime(20_000);
  expect(lock.failure()!.message).toMatch(/^whether [^\n]* is still this server's cannot be seen: ENOTDIR[^\n]*$/);
  unlock();
});
