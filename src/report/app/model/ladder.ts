import type { Chronicle, Fact } from "../../../fuzz/chronicle/chronicle.ts";

/** A log entry, and how long a node's log in memory held it: from one step up to before another. */
export interface Rung {
  readonly index: number;
  readonly term: number;
  readonly digest: number;
  readonly fromStep: number;
  /** Infinity while it is still held. */
  untilStep: number;
  isConfiguration: boolean;
}

/** The logs of all nodes at all times. */
export interface Ladders {
  /** The entry at an index of a node's log after a step; undefined if it holds none there. */
  rungAt(node: number, index: number, step: number): Rung | undefined;
}

/** Reads the logs from what was observed: what the nodes appended, dropped, wrote and found again. */
export function laddersOf({ nodes, opening = [], steps }: Chronicle): Ladders {
  const logs = Array.from({ length: nodes + 1 }, () => new Log());
  tell(logs, opening, 0);
  for (let at = 0; at < steps.length; at++) tell(logs, steps[at]!.facts, at);
  return { rungAt: (node, index, step) => logs[node]?.rungAt(index, step) };
}

function tell(logs: readonly Log[], facts: readonly Fact[], step: number): void {
  for (const { name, args } of facts) {
    const log = logs[args[0]]!;
    if (name === "appended") log.append(args[1], args[2], args[3], step);
    else if (name === "truncated") log.dropFrom(args[1], step);
    else if (name === "configurationAppended") log.markConfiguration(args[1]);
    else if (name === "entryPersisted") log.persist(args[1], args[2], args[3]);
    else if (name === "durableTruncated") log.durable.length = Math.min(log.durable.length, args[1]);
    else if (name === "crashed") log.restart(Math.max(0, log.durable.length - 1), step);
    else if (name === "restarted") log.restart(args[3], step);
    else if (name === "snapshotInstalled") log.dropFrom(0, step);
    else if (name === "snapshotPersisted") log.durable.length = 0;
  }
}

class Log {
  /** By index: all rungs that ever stood there, in order. */
  private readonly rungs: Rung[][] = [];
  private lastIndex = 0;
  /** By index: what is on the disk. */
  readonly durable: { readonly term: number; readonly digest: number }[] = [];

  append(index: number, term: number, digest: number, fromStep: number): void {
    const rung = { index, term, digest, fromStep, untilStep: Number.POSITIVE_INFINITY, isConfiguration: false };
    this.rungs[index] ??= [];
    this.rungs[index].push(rung);
    this.lastIndex = index;
  }

  dropFrom(index: number, step: number): void {
    for (let at = this.lastIndex; at >= index; at--) {
      const last = this.rungs[at]?.at(-1);
      if (last !== undefined && last.untilStep > step) last.untilStep = step;
    }
    this.lastIndex = Math.min(this.lastIndex, Math.max(0, index - 1));
  }

  markConfiguration(index: number): void {
    const rung = this.rungs[index]?.at(-1);
    if (rung !== undefined) rung.isConfiguration = true;
  }

  persist(index: number, term: number, digest: number): void {
    this.durable[index] = { term, digest };
  }

  /** From now on the log in memory is what is on the disk, up to its last index: so it is when a node goes on, and when it crashes. */
  restart(lastIndex: number, step: number): void {
    const common = this.commonWithDisk(lastIndex);
    const configurations = this.rungs.map((stack) => stack?.at(-1)?.isConfiguration === true);
    this.dropFrom(common + 1, step);
    for (let index = common + 1; index <= lastIndex; index++) {
      const entry = this.durable[index];
      if (entry === undefined) continue;
      this.append(index, entry.term, entry.digest, step);
      if (configurations[index]) this.markConfiguration(index);
    }
    this.lastIndex = lastIndex;
  }

  /** Up to where the log in memory is what the disk has. */
  private commonWithDisk(lastIndex: number): number {
    const last = Math.min(lastIndex, this.lastIndex);
    for (let index = 1; index <= last; index++) {
      const rung = this.rungs[index]?.at(-1);
      const entry = this.durable[index];
      const held = rung === undefined || rung.untilStep !== Number.POSITIVE_INFINITY ? undefined : rung;
      if (held?.digest !== entry?.digest || held?.term !== entry?.term) return index - 1;
    }
    return last;
  }

  rungAt(index: number, step: number): Rung | undefined {
    const stack = this.rungs[index];
    if (stack === undefined || index < 1) return undefined;
    for (let at = stack.length - 1; at >= 0; at--) {
      const rung = stack[at]!;
      if (rung.fromStep <= step) return step < rung.untilStep ? rung : undefined;
    }
    return undefined;
  }
}
