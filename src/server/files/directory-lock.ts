import { randomUUID } from "node:crypto";
import { closeSync, fstatSync, openSync, readFileSync, realpathSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { linkUnlessThere, removeStale } from "../../files/lock-file.ts";
import { DataDirectoryError } from "./data-directory-error.ts";
import { HeldLock, type LockTiming } from "./held-lock.ts";
import { type Holder, holderIn, isSeenFromHere, lives, thisProcess } from "./lock-holder.ts";

const LOCK_FILE = "lock";

const LOCK_TIMING: LockTiming = { touchIntervalMs: 2_000, untouchedMs: 15_000 };

/** So often, while that time passes, it is looked whether another touches its lock. */
const LOOKS = 60;

/** A lock as it was found: each time that its holder touches it, it shows another time, whatever that clock says. */
interface Found {
  readonly text: string;
  readonly touchedMs: number;
}

/** Those that this process holds, or is about to take. */
const held = new Set<string>();

/**
 * Takes a directory for this process alone, or throws a `DataDirectoryError`. What a process left that is gone is taken
 * over; where that cannot be seen from here, when it is known to touch its lock no more. `waits` is told before that wait.
 */
export async function lockDirectory(
  directory: string,
  waits: (line: string) => void,
  timing = LOCK_TIMING,
): Promise<{ readonly lock: HeldLock; readonly unlock: () => void }> {
  const path = join(realpathSync(directory), LOCK_FILE);
  const self = thisProcess(randomUUID());
  if (held.has(path)) throw inUse(directory, self);
  held.add(path);
  try {
    while (!take(path, self)) await removeUnheld(directory, path, self, waits, timing);
    const lock = new HeldLock(directory, path, self.token, timing);
    const unlock = (): void => {
      if (held.delete(path)) lock.release();
    };
    return { lock, unlock };
  } catch (error) {
    held.delete(path);
    throw error;
  }
}

/** False if there is a lock already. It gets its name when it says already whose it is. */
function take(path: string, self: Holder): boolean {
  const own = `${path}.${self.token}`;
  writeFileSync(own, JSON.stringify(self));
  try {
    return linkUnlessThere(own, path);
  } finally {
    unlinkSync(own);
  }
}

/** @throws DataDirectoryError if somebody holds the lock */
async function removeUnheld(
  directory: string,
  path: string,
  { token }: Holder,
  waits: (line: string) => void,
  { untouchedMs }: LockTiming,
): Promise<void> {
  const found = look(path);
  if (found === undefined) return;
  const holder = holderIn(found.text);
  if (holder !== undefined && isSeenFromHere(holder)) {
    if (lives(holder)) throw inUse(directory, holder);
  } else if (holder !== undefined) {
    waits(`${directory} is held by ${nameOf(holder)}: looks for ${untouchedMs / 1_000} s whether it lives`);
    if (await changesWithin(untouchedMs, path, found)) throw inUse(directory, holder);
  }
  // It goes back too if its holder has touched it after all.
  removeStale(path, `${path}.${token}.stale`, (aside) => isSame(look(aside)!, found));
}

/** By this process's own clock: those of two machines may show different times. */
async function changesWithin(durationMs: number, path: string, found: Found): Promise<boolean> {
  for (const endMs = performance.now() + durationMs; performance.now() < endMs; ) {
    await setTimeout(durationMs / LOOKS);
    const again = look(path);
    if (again === undefined) return false;
    if (!isSame(again, found)) return true;
  }
  return false;
}

/** Undefined if there is none. It is opened, because a file system of another machine says only then how it is now. */
function look(path: string): Found | undefined {
  try {
    const descriptor = openSync(path, "r");
    try {
      return { text: readFileSync(descriptor, "utf8"), touchedMs: fstatSync(descriptor).mtimeMs };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function isSame(one: Found, other: Found): boolean {
  return one.text === other.text && one.touchedMs === other.touchedMs;
}

function inUse(directory: string, holder: Holder): DataDirectoryError {
  return new DataDirectoryError(
    `${directory} is in use by ${nameOf(holder)}: two servers cannot share a data directory`,
  );
}

function nameOf(holder: Holder): string {
  return `process ${holder.process}${isSeenFromHere(holder) ? "" : " of another container or machine"}`;
}
