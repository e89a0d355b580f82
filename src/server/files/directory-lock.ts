import {
  linkSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  utimes,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DataDirectoryError } from "./data-directory-error.ts";

const LOCK_FILE = "lock";

/** A lock that is held is touched so often. */
const TOUCH_INTERVAL_MS = 2_000;
/** One of another machine or container that was not touched for so long is held by nobody. */
const UNTOUCHED_MS = 15_000;

/**
 * Who holds a directory: a process, and when that was started, as numbers of processes are given again; and where its
 * number means something. Parts are empty where the system does not tell them.
 */
interface Holder {
  readonly process: number;
  readonly startedAt: string;
  /** Since its last start, a machine. */
  readonly boot: string;
  /** A container has numbers of its own. */
  readonly namespace: string;
}

/** Those that this process holds. */
const held = new Set<string>();

/**
 * Takes a directory for this process alone, or throws a `DataDirectoryError`. What a process left that is gone is taken
 * over. The result gives the directory back.
 */
export function lockDirectory(directory: string): () => void {
  const path = join(realpathSync(directory), LOCK_FILE);
  const self = thisProcess();
  if (held.has(path)) throw inUse(directory, self);
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify(self));
  try {
    while (!link(own, path)) removeStale(directory, path, own);
  } finally {
    unlinkSync(own);
  }
  held.add(path);
  const touching = setInterval(() => touch(path), TOUCH_INTERVAL_MS).unref();
  return () => {
    clearInterval(touching);
    if (held.delete(path)) unlinkSync(path);
  };
}

/** If it does not succeed, the lock only looks older than it is. */
function touch(path: string): void {
  const now = new Date();
  utimes(path, now, now, () => {});
}

function thisProcess(): Holder {
  return {
    process: process.pid,
    startedAt: startOf(process.pid),
    boot: readIfThere("/proc/sys/kernel/random/boot_id")?.trim() ?? "",
    namespace: linkIfThere("/proc/self/ns/pid") ?? "",
  };
}

/** False if somebody has the name already. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Of two that find the same stale lock one moves it aside; if the other then finds that it took a fresh one, it gives it back. */
function removeStale(directory: string, path: string, own: string): void {
  const text = readIfThere(path);
  if (text === undefined) return;
  const holder = parse(text);
  if (holder !== undefined && isAlive(holder, path)) throw inUse(directory, holder);
  const aside = `${own}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if (readFileSync(aside, "utf8") !== text) link(aside, path);
  unlinkSync(aside);
}

/** A lock is linked whole, so one that cannot be read was damaged and holds nobody. */
function parse(text: string): Holder | undefined {
  try {
    const { process, startedAt, boot, namespace } = JSON.parse(text) as Holder;
    return { process, startedAt, boot, namespace };
  } catch {
    return undefined;
  }
}

function isAlive({ process: id, startedAt, boot, namespace }: Holder, path: string): boolean {
  const self = thisProcess();
  // Which processes there are on another machine, or in another container, cannot be seen from here.
  if (boot !== self.boot || namespace !== self.namespace) return wasTouched(path);
  // This process holds what is in `held` and nothing else: its number was another's before.
  if (id === process.pid) return false;
  try {
    process.kill(id, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return startOf(id) === startedAt && !hasEnded(id);
}

function wasTouched(path: string): boolean {
  const touchedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return touchedMs !== undefined && Date.now() - touchedMs < UNTOUCHED_MS;
}

/** When a process was started, in ticks since the machine was; empty where the system does not tell. */
function startOf(id: number): string {
  return factsOf(id)[19] ?? "";
}

/** It was killed, and its parent has not asked yet how it ended. Until its last thread is gone, it may write. */
function hasEnded(id: number): boolean {
  const facts = factsOf(id);
  return facts[0] === "Z" && facts[17] === "1";
}

/** What the system tells of a process, behind the name of its program: that is in parentheses, and may hold anything. */
function factsOf(id: number): readonly string[] {
  const stat = readIfThere(`/proc/${id}/stat`) ?? "";
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function linkIfThere(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function inUse(directory: string, { process: id, boot, namespace }: Holder): DataDirectoryError {
  const self = thisProcess();
  const isElsewhere = boot !== self.boot || namespace !== self.namespace;
  const holder = `process ${id}${isElsewhere ? " of another container or machine" : ""}`;
  const line = `${directory} is in use by ${holder}: two servers cannot share a data directory`;
  if (!isElsewhere) return new DataDirectoryError(line);
  return new DataDirectoryError(`${line} (if it was killed, this can start ${UNTOUCHED_MS / 1_000} s later)`);
}
