import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
  if (!take(file)) {
    const holder = holderOf(file);
    if (holder !== undefined && stateOf(holder) !== "gone") {
      throw new ClusterError(`another command (process ${holder.pid}) is at work in ${directory}: wait for it`);
    }
    rmSync(file, { force: true });
    if (!take(file)) throw new ClusterError(`another command is at work in ${directory}: wait for it`);
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
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(mine);
  }
}

/** Undefined: it was given back meanwhile, or is damaged. */
function holderOf(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
