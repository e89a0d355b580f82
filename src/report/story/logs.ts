import type { Fact, Step } from "../../fuzz/chronicle/chronicle.ts";

/** The log of one node in memory; of one that is down, the one on its disk. */
export interface LogRow {
  /** The last entry that only a snapshot holds; 0 if there is none. */
  readonly baseIndex: number;
  /** Of the entries behind it, in their order. */
  readonly terms: readonly number[];
  /** How many of them are durable. */
  readonly durable: number;
}

interface Log {
  base: number;
  baseTerm: number;
  terms: number[];
  /** What was last cut from its end. */
  dropped: number[];
}

/** The logs of all nodes, told fact by fact. */
export class Logs {
  private readonly memory: Log[] = [];
  private readonly disk: Log[] = [];

  constructor(nodes: number) {
    for (let node = 0; node <= nodes; node++) {
      this.memory.push(emptyLog(0, 0));
      this.disk.push(emptyLog(0, 0));
    }
  }

  take({ facts }: Step): void {
    for (const fact of facts) this.takeFact(fact);
  }

  takeFact(fact: Fact): void {
    switch (fact.name) {
      case "restarted":
      case "crashed":
        this.memory[fact.args[0]] = copyOf(this.disk[fact.args[0]]!);
        break;
      case "logRestored":
        this.restore(fact.args[0], fact.args[1], fact.args[2]);
        break;
      case "appended":
        this.memory[fact.args[0]]!.terms.push(fact.args[2]);
        break;
      case "truncated":
        cut(this.memory[fact.args[0]]!, fact.args[1]);
        break;
      case "entryPersisted":
        this.disk[fact.args[0]]!.terms.push(fact.args[2]);
        break;
      case "durableTruncated":
        cut(this.disk[fact.args[0]]!, fact.args[1]);
        break;
      case "snapshotInstalled":
        this.memory[fact.args[0]] = emptyLog(fact.args[1], fact.args[2]);
        break;
      case "snapshotPersisted":
        this.disk[fact.args[0]] = emptyLog(fact.args[1], fact.args[2]);
        break;
      case "durableCompacted":
        for (const logs of [this.memory, this.disk]) drop(logs[fact.args[0]]!, fact.args[1]);
        break;
    }
  }

  row(node: number): LogRow {
    const { base, terms } = this.memory[node]!;
    return { baseIndex: base, terms, durable: this.agreed(node) };
  }

  lastIndex(node: number): number {
    const { base, terms } = this.memory[node]!;
    return base + terms.length;
  }

  /** 0 where the node has no such entry, and no snapshot that ends with it. */
  termAt(node: number, index: number): number {
    const { base, baseTerm, terms } = this.memory[node]!;
    if (index === base) return baseTerm;
    return terms[index - base - 1] ?? 0;
  }

  /** The terms of the entries that were last truncated in memory. */
  dropped(node: number): readonly number[] {
    return this.memory[node]!.dropped;
  }

  /** Up to where what is in memory is on the disk too. */
  durableIndex(node: number): number {
    const { base } = this.memory[node]!;
    const disk = this.disk[node]!;
    // A snapshot that was installed in memory may not be on the disk yet.
    return Math.min(base, disk.base + disk.terms.length) + this.agreed(node);
  }

  /** The node goes on with what it found, which should be what is on its disk. */
  private restore(node: number, base: number, entries: readonly { readonly term: number }[]): void {
    const { base: onDisk, baseTerm } = this.disk[node]!;
    const terms = entries.map(({ term }) => term);
    this.memory[node] = { base, baseTerm: base === onDisk ? baseTerm : 0, terms, dropped: [] };
  }

  private agreed(node: number): number {
    const memory = this.memory[node]!;
    const disk = this.disk[node]!;
    let agreed = 0;
    const at = memory.base - disk.base;
    while (agreed < memory.terms.length && memory.terms[agreed] === disk.terms[at + agreed]) agreed++;
    return agreed;
  }
}

function emptyLog(base: number, baseTerm: number): Log {
  return { base, baseTerm, terms: [], dropped: [] };
}

function copyOf({ base, baseTerm, terms }: Log): Log {
  return { base, baseTerm, terms: [...terms], dropped: [] };
}

function cut(log: Log, fromIndex: number): void {
  log.dropped = log.terms.splice(Math.max(0, fromIndex - log.base - 1));
}

function drop(log: Log, upTo: number): void {
  if (upTo <= log.base) return;
  log.baseTerm = log.terms.splice(0, upTo - log.base).at(-1) ?? 0;
  log.base = upTo;
}
