import type { HashChain } from "./hash-chain.ts";
import { ObservedLog } from "./observed-log.ts";

/**
 * The two logs of a node: in memory and durable.
 *
 * `agreed` is the length of their longest common prefix. It is exact: the second log to gain entry `agreed + 1`
 * moves it. But what a snapshot brought was never observed of this node: no entry is compared with it, and a disk that
 * has anything there agrees with it. So lengths and agreement hang from nothing that other nodes did, and can tell of an
 * honest node among liars.
 */
export class ObservedLogs {
  readonly memory: ObservedLog;
  readonly durable: ObservedLog;
  agreed = 0;
  /** Up to here the logs, in memory and durable, came with snapshots; 0 if none was installed. */
  private installedIndex = 0;
  private durableInstalledIndex = 0;

  constructor(memory = new ObservedLog(), durable = new ObservedLog()) {
    this.memory = memory;
    this.durable = durable;
  }

  /** An entry elsewhere than at the end is not recorded: the record holds only logs without gaps. */
  append(index: number, term: number, digest: number): void {
    if (index !== this.memory.length + 1) return;
    this.memory.append(term, digest);
    if (index !== this.agreed + 1 || index > this.durable.length || index <= this.durableInstalledIndex) return;
    if (this.durable.isEntry(index, term, digest)) this.agreed = index;
  }

  truncate(fromIndex: number): void {
    this.memory.truncate(fromIndex);
    this.agreed = Math.min(this.agreed, this.memory.length);
    this.installedIndex = Math.min(this.installedIndex, this.memory.length);
  }

  /** As `append`, for the durable log. */
  persist(index: number, term: number, digest: number): void {
    if (index !== this.durable.length + 1) return;
    this.durable.append(term, digest);
    if (index !== this.agreed + 1 || index > this.memory.length) return;
    if (index <= this.installedIndex || this.memory.isEntry(index, term, digest)) this.agreed = index;
  }

  truncateDurable(fromIndex: number): void {
    this.durable.truncate(fromIndex);
    this.agreed = Math.min(this.agreed, this.durable.length);
    this.durableInstalledIndex = Math.min(this.durableInstalledIndex, this.durable.length);
  }

  /** Whether an entry of this term stands at `index` of the log in memory, and was added there one by one. */
  hasAppended(index: number, term: number): boolean {
    return index > this.installedIndex && index <= this.memory.length && this.memory.termAt(index) === term;
  }

  /** A snapshot of the entry at `index` replaces the log in memory: that is the decided one, as far as there is one. */
  install(decided: HashChain, index: number, term: number): void {
    this.memory.become(decided, Math.min(index, decided.length));
    this.memory.stretch(index, term);
    this.agreed = Math.min(this.agreed, index);
    this.installedIndex = index;
  }

  /** That snapshot is durable. */
  persistSnapshot(index: number, term: number): void {
    const isInMemory = index <= this.installedIndex || this.hasAppended(index, term);
    if (isInMemory) this.durable.become(this.memory, index);
    else this.durable.stretch(index, term);
    this.agreed = isInMemory ? index : Math.min(this.agreed, index);
    this.durableInstalledIndex = index;
  }

  /**
   * The log in memory becomes the durable log. Returns how many entries had to be copied: what was under way to the disk,
   * however long the log.
   */
  restart(): number {
    const copied = this.memory.become(this.durable, this.durable.length);
    this.agreed = this.durable.length;
    this.installedIndex = this.durableInstalledIndex;
    return copied;
  }

  fork(): ObservedLogs {
    const copy = new ObservedLogs(this.memory.fork(), this.durable.fork());
    copy.agreed = this.agreed;
    copy.installedIndex = this.installedIndex;
    copy.durableInstalledIndex = this.durableInstalledIndex;
    return copy;
  }
}
