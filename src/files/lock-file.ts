import { linkSync, renameSync, rmSync } from "node:fs";

/** Gives a file one more name. False if somebody has that name already. Throws the system's error. */
export function linkUnlessThere(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Takes away a lock that nobody holds. Of two that find the same one stale, one moves it aside; the other may then move
 * aside a fresh one: by what it has there it sees that it is another, and gives it back. `aside` is a name of its own.
 * Throws the system's error.
 */
export function removeStale(lock: string, aside: string, isWhatWasFound: (aside: string) => boolean): void {
  try {
    renameSync(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if (!isWhatWasFound(aside)) linkUnlessThere(aside, lock);
  rmSync(aside);
}
