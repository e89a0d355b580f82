import type { ClientOperation } from "./operation.ts";

/** The entry before all others. Not a call, not a return. */
const HEAD = 0;

/**
 * The calls and returns of operations in the order of time, as a doubly linked list from which linearized operations
 * are lifted, and put back when the search retreats. Operations that returned are numbered from 0 in the order of their
 * calls; the pending ones follow, in the same order. A pending operation has no entry: only how many precede its call.
 */
export class Timeline {
  /** How many operations returned. */
  readonly returned: number;
  /** All operations, by number. */
  readonly operations: readonly ClientOperation[];
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  /** By entry. */
  private readonly operationAt: Int32Array;
  /** By number of operation: where its call stands. Of a pending one: the last entry before its call. */
  private readonly calls: Int32Array;
  private readonly returns: Int32Array;

  constructor(operations: readonly ClientOperation[]) {
    const byCall = operations.toSorted((a, b) => a.invokedEvent - b.invokedEvent);
    const done = byCall.filter(({ returned }) => returned !== undefined);
    this.returned = done.length;
    this.operations = [...done, ...byCall.filter(({ returned }) => returned === undefined)];
    const entries = 1 + 2 * this.returned;
    this.next = new Int32Array(entries).map((_, entry) => entry + 1);
    this.previous = new Int32Array(entries + 1).map((_, entry) => entry - 1);
    this.operationAt = new Int32Array(entries);
    this.calls = new Int32Array(this.operations.length);
    this.returns = new Int32Array(this.returned);
    this.order(byCall);
  }

  /** The first entry that is there. */
  get first(): number {
    return this.next[HEAD]!;
  }

  isReturn(entry: number): boolean {
    return this.returns[this.operationAt[entry]!] === entry;
  }

  operation(entry: number): number {
    return this.operationAt[entry]!;
  }

  /** The entry after this one. */
  after(entry: number): number {
    return this.next[entry]!;
  }

  afterCall(operation: number): number {
    return this.next[this.calls[operation]!]!;
  }

  /** Whether a pending operation began before this entry. */
  beganBefore(pending: number, entry: number): boolean {
    return this.calls[pending]! < entry;
  }

  /** The first return that is there: no operation that began after it can come before its operation. */
  firstReturn(): number {
    let entry = this.first;
    while (!this.isReturn(entry)) entry = this.next[entry]!;
    return entry;
  }

  /** The operations that may come next: those that began before the first return. */
  mayComeNext(): number[] {
    const operations: number[] = [];
    for (let entry = this.first; !this.isReturn(entry); entry = this.next[entry]!) {
      operations.push(this.operationAt[entry]!);
    }
    return operations;
  }

  lift(operation: number): void {
    this.unlink(this.calls[operation]!);
    this.unlink(this.returns[operation]!);
  }

  /** Operations come back in the reverse of the order in which they were lifted. */
  putBack(operation: number): void {
    this.relink(this.returns[operation]!);
    this.relink(this.calls[operation]!);
  }

  private unlink(entry: number): void {
    const before = this.previous[entry]!;
    const after = this.next[entry]!;
    this.next[before] = after;
    this.previous[after] = before;
  }

  private relink(entry: number): void {
    this.next[this.previous[entry]!] = entry;
    this.previous[this.next[entry]!] = entry;
  }

  /** Numbers the entries in the order of time; within one event, returns come first. */
  private order(byCall: readonly ClientOperation[]): void {
    const returnEvents = new Float64Array(this.returned).map((_, operation) => this.returnEvent(operation));
    const byReturn = new Int32Array(this.returned).map((_, operation) => operation);
    byReturn.sort((a, b) => returnEvents[a]! - returnEvents[b]!);
    let [entry, ended, returned, pending] = [HEAD, 0, 0, this.returned];
    const endUntil = (event: number) => {
      for (; ended < this.returned && returnEvents[byReturn[ended]!]! <= event; ended++) {
        entry += 1;
        this.operationAt[entry] = byReturn[ended]!;
        this.returns[byReturn[ended]!] = entry;
      }
    };
    for (const operation of byCall) {
      endUntil(operation.invokedEvent);
      if (operation.returned === undefined) this.calls[pending++] = entry;
      else {
        entry += 1;
        this.operationAt[entry] = returned;
        this.calls[returned++] = entry;
      }
    }
    endUntil(Number.POSITIVE_INFINITY);
  }

  private returnEvent(operation: number): number {
    const { client, invokedEvent, returned } = this.operations[operation]!;
    const { event } = returned!;
    if (event > invokedEvent) return event;
    throw new Error(`Client ${client}'s operation began in event ${invokedEvent} and returned in ${event}.`);
  }
}
