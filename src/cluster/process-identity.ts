import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/**
 * A process that is told from every other that ever had, or will have, its number: numbers are given again, and nothing
 * of ours may ever end a process of somebody else.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the words of the system, which nobody needs to understand. */
  readonly started: string;
}

export type ProcessState = "running" | "paused" | "gone";

/** Undefined: there is no such process. */
export function identify(pid: number): ProcessIdentity | undefined {
  const facts = factsOf(pid);
  return facts === undefined ? undefined : { pid, started: facts.started };
}

export function stateOf({ pid, started }: ProcessIdentity): ProcessState {
  const facts = factsOf(pid);
  if (facts === undefined || facts.started !== started) return "gone";
  if (facts.hasEnded) return "gone";
  return /^[Tt]/.test(facts.state) ? "paused" : "running";
}

/** Nothing happens if that process is gone. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (stateOf(identity) === "gone") return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    // It ended between the look and the signal.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

interface Facts {
  /** Of its first thread. */
  readonly state: string;
  /** It has let go of all it had, and nobody has asked yet how it ended. */
  readonly hasEnded: boolean;
  readonly started: string;
}

function factsOf(pid: number): Facts | undefined {
  return existsSync("/proc/self/stat") ? factsOfLinux(pid) : factsOfUnix(pid);
}

function factsOfLinux(pid: number): Facts | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The name before it may hold anything, also brackets. The start is counted in ticks since the machine's.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, threads, ticks] = [fields[0]!, fields[17], fields[19]];
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  // Of several threads the first can end before the others, which hold the files and the ports still.
  return { state, hasEnded: /[ZX]/.test(state) && threads === "1", started: `${boot}/${ticks}` };
}

function factsOfUnix(pid: number): Facts | undefined {
  const { stdout } = spawnSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" });
  const found = /^\s*(\S+)\s+(\S.*\S)\s*$/.exec(stdout ?? "");
  if (found === null) return undefined;
  const [, state, started] = found;
  return { state: state!, hasEnded: state!.startsWith("Z"), started: started! };
}
