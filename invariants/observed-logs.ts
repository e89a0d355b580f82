import { ObservedLog } from "./observed-log.ts";

/**
 * The two logs of a node: in memory and durable.
 *
 * `agreed` is the length of their longest common prefix. It is exact: the second log to gain entry `agreed + 1`
 * moves it. So a restart, after which the log in memory is the durable one, copies only what lies beyond it, which
 * is what was under way to the disk, however long the log.
 */
export class ObservedLogs {
  readonly memory: ObservedLog;
  readonly durable: ObservedLog;
  agreed = 0;

  constructor(memory = new ObservedLog(), durable = new ObservedLog()) {
    this.memory = memory;
    this.durable = durable;
  }

  /** An entry elsewhere than at the end is not recorded: the record holds only logs without gaps. */
  append(index: number, term: number, digest: number): void {
    if (index !== this.memory.length + 1) return;
    this.memory.append(term, digest);
    this.agreeOn(index);
  }

  truncate(fromIndex: number): void {
    this.memory.truncate(fromIndex);
    this.agreed = Math.min(this.agreed, this.memory.length);
  }

  /** As `append`, for the durable log. */
  persist(index: number, term: number, digest: number): void {
    if (index !== this.durable.length + 1) return;
    this.durable.append(term, digest);
    this.agreeOn(index);
  }

  truncateDurable(fromIndex: number): void {
    this.durable.truncate(fromIndex);
    this.agreed = Math.min(this.agreed, this.durable.length);
  }

  /** The log in memory becomes the durable log. Returns how many entries had to be copied. */
  restart(): number {
    const copied = this.durable.length - this.agreed;
    this.memory.become(this.durable, this.agreed);
    this.agreed = this.durable.length;
    return copied;
  }

  fork(): ObservedLogs {
    const copy = new ObservedLogs(this.memory.fork(), this.durable.fork());
    copy.agreed = this.agreed;
    return copy;
  }

  private agreeOn(index: number): void {
    if (index !== this.agreed + 1 || index > this.memory.length || index > this.durable.length) return;
    if (this.memory.hashAt(index) === this.durable.hashAt(index)) this.agreed = index;
  }
}
