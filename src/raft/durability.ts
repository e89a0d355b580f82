import { empty } from "./empty.ts";
import type { Entry, NodeId } from "./entry.ts";
import type { Message } from "./message.ts";
import type { Output } from "./output.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * What is durable here, and what waits for it. The paper requires that a server's term, vote and log be on stable
 * storage before it answers on the strength of them (figure 2). The driver only makes writes in order and reports their
 * numbers; everything that must wait for a write waits in this ledger.
 *
 * Durability follows write numbers, never (index, term): after an entry was replaced and then written again, the report
 * of the first write says nothing about the last.
 */
export class WriteLedger {
  /** The log up to here is durable, and no write under way changes it. */
  durableIndex: number;
  private lastWrite = 0;
  private durableWrite = 0;
  private hardStateWrite = 0;
  /** Log writes under way: their numbers, and up to where each still makes the log durable. */
  private readonly appendWrites: number[] = [];
  private readonly appendLastIndexes: number[] = [];
  /** Messages that wait for the write of the term and vote they speak of. */
  private readonly heldWrites: number[] = [];
  private readonly heldMessages: Message[] = [];

  constructor(durableIndex: number) {
    this.durableIndex = durableIndex;
  }

  get hardStateIsDurable(): boolean {
    return this.durableWrite >= this.hardStateWrite;
  }

  /** Puts out a write of term and vote. Within one step the last word replaces the one before. */
  writeHardState(output: Output, term: number, votedFor: NodeId): void {
    const previous = output.writes[output.writes.length - 1];
    if (previous?.kind === "hard-state") output.writes.pop();
    else this.lastWrite++;
    this.hardStateWrite = this.lastWrite;
    output.writes.push({ kind: "hard-state", number: this.lastWrite, term, votedFor });
  }

  isDurable(write: number): boolean {
    return this.durableWrite >= write;
  }

  /** Puts out a write that replaces the log from the first of `entries` on. What it replaces stops being durable now. */
  writeEntries(output: Output, entries: readonly Entry[]): void {
    this.replaceLog(entries[0]!.index - 1, entries[entries.length - 1]!.index);
    output.writes.push({ kind: "append", number: this.lastWrite, entries });
  }

  /** Puts out a write of a piece of a snapshot. It changes neither the log nor what a restart would find. */
  writeChunk(output: Output, snapshot: Snapshot, offset: number, data: unknown, bytes: number): void {
    this.lastWrite++;
    output.writes.push({ kind: "snapshot-chunk", number: this.lastWrite, snapshot, offset, data, bytes });
  }

  /**
   * Puts out a write that replaces the whole log by the snapshot whose pieces were written, and gives its number. What
   * the log holds up to `keptIndex` is in the snapshot too, so that it is durable before and after.
   */
  writeInstall(output: Output, snapshot: Snapshot, keptIndex: number): number {
    this.replaceLog(keptIndex, snapshot.index);
    output.writes.push({ kind: "install-snapshot", number: this.lastWrite, snapshot });
    return this.lastWrite;
  }

  /** Puts out a write that drops the log's entries up to `index`. A durable snapshot holds what they did. */
  writeCompaction(output: Output, index: number, term: number): void {
    this.lastWrite++;
    output.writes.push({ kind: "compact", number: this.lastWrite, index, term });
  }

  /** The next write keeps the log up to `keptIndex` and makes it durable up to `lastIndex`. */
  private replaceLog(keptIndex: number, lastIndex: number): void {
    this.durableIndex = Math.min(this.durableIndex, keptIndex);
    // They ascend, so what lies above the cut stands last.
    const reached = this.appendLastIndexes;
    for (let i = reached.length - 1; i >= 0 && reached[i]! > keptIndex; i--) reached[i] = keptIndex;
    this.lastWrite++;
    this.appendWrites.push(this.lastWrite);
    this.appendLastIndexes.push(lastIndex);
  }

  /** Every write up to and including this number is durable. */
  written(write: number): void {
    if (write > this.lastWrite)
      throw new Error(`write ${write} was reported durable; the last one is ${this.lastWrite}`);
    this.durableWrite = Math.max(this.durableWrite, write);
    while (this.appendWrites.length > 0 && this.appendWrites[0]! <= write) {
      this.appendWrites.shift();
      this.durableIndex = Math.max(this.durableIndex, this.appendLastIndexes.shift()!);
    }
  }

  /**
   * Sends the message as soon as the current term and vote are durable. Of the messages of one kind that wait to go to
   * one server only the last is kept, so that a slow disk does not gather them without bound.
   */
  sendOnceDurable(output: Output, message: Message): void {
    if (this.hardStateIsDurable) {
      output.messages.push(message);
      return;
    }
    const earlier = this.heldMessages.findIndex((held) => held.kind === message.kind && held.to === message.to);
    if (earlier >= 0) {
      this.heldWrites.splice(earlier, 1);
      this.heldMessages.splice(earlier, 1);
    }
    this.heldWrites.push(this.hardStateWrite);
    this.heldMessages.push(message);
  }

  /** Sends the held messages whose writes are durable by now. */
  releaseHeld(output: Output): void {
    while (this.heldWrites.length > 0 && this.heldWrites[0]! <= this.durableWrite) {
      this.heldWrites.shift();
      output.messages.push(this.heldMessages.shift()!);
    }
  }

  /** The term moved on: what was held speaks of an old one, and nobody waits for it any more. */
  dropHeld(): void {
    empty(this.heldWrites);
    empty(this.heldMessages);
  }

  fork(): WriteLedger {
    const copy = new WriteLedger(this.durableIndex);
    copy.lastWrite = this.lastWrite;
    copy.durableWrite = this.durableWrite;
    copy.hardStateWrite = this.hardStateWrite;
    copy.appendWrites.push(...this.appendWrites);
    copy.appendLastIndexes.push(...this.appendLastIndexes);
    copy.heldWrites.push(...this.heldWrites);
    copy.heldMessages.push(...this.heldMessages);
    return copy;
  }
}
