import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Makes a directory, and every one above it that is not there. Gives the topmost that it made; undefined if there was
 * nothing to make. Throws the system's error.
 *
 * In the place of `mkdirSync` with `recursive`, which tries for ever where a directory is there and nothing can be made in
 * it because the system says that there is no such thing, as in /proc.
 */
export function makeDirectory(path: string): string | undefined {
  const missing: string[] = [];
  for (let at = resolve(path); !isThere(at) && at !== dirname(at); at = dirname(at)) missing.push(at);
  if (missing.length === 0 && !isDirectory(path)) mkdirSync(path);
  let first: string | undefined;
  for (const directory of missing.reverse()) if (makeOne(directory)) first ??= directory;
  return first;
}

/** False: another process was faster. */
function makeOne(directory: string): boolean {
  try {
    mkdirSync(directory);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST" && isDirectory(directory)) return false;
    throw error;
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
