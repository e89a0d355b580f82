import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linkUnlessThere, removeStale } from "../files/lock-file.ts";
import { ClusterError } from "./cluster-error.ts";
import { identify, type ProcessIdentity, stateOf } from "./process-identity.ts";

const LOCK_FILE = "lock";

/**
 * Keeps two commands from starting and stopping servers in one directory at once: the second would lose track of
 * processes. A lock whose holder is gone counts for nothing.
 *
 * @throws ClusterError if another holds it
 */
export async function withLock<Result>(directory: string, work: () => Promise<Result>): Promise<Result> {
  const file = join(directory, LOCK_FILE);
  while (!take(file)) {
    const text = readIfThere(file);
    if (text === undefined) continue;
    const holder = holderIn(text);
    if (holder !== undefined && stateOf(holder) !== "gone") {
      throw new ClusterError(`another command (process ${holder.pid}) is at work in ${directory}: wait for it`);
    }
    removeStale(file, `${file}.${process.pid}.stale`, (aside) => readFileSync(aside, "utf8") === text);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** The file gets its name when it says already who holds the lock. */
function take(file: string): boolean {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)));
  try {
    return linkUnlessThere(mine, file);
  } finally {
    rmSync(mine);
  }
}

/** Undefined: it was given back meanwhile. */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** A lock is linked whole: one that cannot be read was damaged, and holds nobody. */
function holderIn(text: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(text) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
