import { mix32 } from "../../../src/machine/index.ts";
import type { LinearizedSet } from "./linearized-set.ts";

/** What stands before the set in a record: the hash, the state, and how long the set is. */
const HASH = 0;
const STATE = 1;
const LENGTH = 2;
const SET = 3;

const VACANT = -1;
const FIRST_SLOTS = 1024;
/** The records of one search take 512 MiB at most; what comes after is not remembered, which costs steps and no truth. */
const MAX_WORDS = 2 ** 27;

/**
 * The configurations a search has been in: which operations are linearized, and the state they led to. From equal ones
 * everything goes on equally, so none is worth a second visit. Open addressing over records in one array; a hash only
 * finds them, what counts is that all bits and the state are equal.
 */
export class Configurations {
  private slots = new Int32Array(FIRST_SLOTS).fill(VACANT);
  private records = new Int32Array(FIRST_SLOTS * 4);
  private end = 0;
  private count = 0;

  /** Remembers the configuration; false if it was known. */
  add(linearized: LinearizedSet, state: number): boolean {
    const hash = mix32(linearized.hash ^ mix32(~state));
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let record = this.slots[slot]!; record !== VACANT; record = this.slots[slot]!) {
      if (this.holds(record, hash, linearized, state)) return false;
      slot = (slot + 1) & mask;
    }
    this.append(slot, hash, linearized, state);
    return true;
  }

  private holds(record: number, hash: number, linearized: LinearizedSet, state: number): boolean {
    const { records } = this;
    if (records[record + HASH] !== hash || records[record + STATE] !== state) return false;
    return linearized.equals(records, record + SET, records[record + LENGTH]!);
  }

  private append(slot: number, hash: number, linearized: LinearizedSet, state: number): void {
    const { length } = linearized;
    const record = this.end;
    const end = record + SET + length;
    if (end > MAX_WORDS) return;
    if (end > this.records.length) this.enlarge(end);
    this.records[record + HASH] = hash;
    this.records[record + STATE] = state;
    this.records[record + LENGTH] = length;
    linearized.write(this.records, record + SET);
    this.end = end;
    this.slots[slot] = record;
    this.count += 1;
    if (this.count * 2 > this.slots.length) this.spread();
  }

  private enlarge(atLeast: number): void {
    const enlarged = new Int32Array(Math.max(this.records.length * 2, atLeast));
    enlarged.set(this.records);
    this.records = enlarged;
  }

  /** Twice as many slots for the same records. */
  private spread(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(VACANT);
    const mask = this.slots.length - 1;
    for (let record = 0; record < this.end; record += SET + this.records[record + LENGTH]!) {
      let slot = this.records[record + HASH]! & mask;
      while (this.slots[slot] !== VACANT) slot = (slot + 1) & mask;
      this.slots[slot] = record;
    }
  }
}
