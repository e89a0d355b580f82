import { readFileSync, readlinkSync } from "node:fs";

/**
 * Who holds a directory: a process, and when that was started, as numbers of processes are given again; and where its
 * number means something. Parts are empty where the system does not tell them.
 */
export interface Holder {
  /** Of this lock alone. */
  readonly token: string;
  readonly process: number;
  readonly startedAt: string;
  /** Since its last start, a machine. */
  readonly boot: string;
  /** A container has numbers of its own. */
  readonly namespace: string;
}

export function thisProcess(token: string): Holder {
  return {
    token,
    process: process.pid,
    startedAt: startOf(process.pid),
    boot: readIfThere("/proc/sys/kernel/random/boot_id")?.trim() ?? "",
    namespace: linkIfThere("/proc/self/ns/pid") ?? "",
  };
}

/** A lock is linked whole, so one that cannot be read was damaged and holds nobody. */
export function holderIn(text: string): Holder | undefined {
  try {
    const { token, process, startedAt, boot, namespace } = JSON.parse(text) as Holder;
    return { token, process, startedAt, boot, namespace };
  } catch {
    return undefined;
  }
}

/** Which processes there are on another machine, or in another container, cannot be seen from here. */
export function isSeenFromHere({ boot, namespace }: Holder): boolean {
  const self = thisProcess("");
  return boot === self.boot && namespace === self.namespace;
}

/** Of a holder that is seen from here, and is not known to be this process. */
export function lives({ process: id, startedAt }: Holder): boolean {
  // What this process holds it knows: its number was another's before.
  if (id === process.pid) return false;
  try {
    process.kill(id, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return startOf(id) === startedAt && !hasEnded(id);
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
