import { mix } from "../../sim/random.ts";

const FIRST_SLOTS = 1 << 12;

/**
 * Numbers the cores of states from 0 in the order in which they are met, by a hash of two 32-bit lanes. Of n different ones
 * two are taken for one with odds of n^2 / 2^65: one in 37 million for a million, one in 370,000 for ten million.
 */
export class CoreTable {
  private count = 0;
  private slots = new Int32Array(FIRST_SLOTS);
  private firsts = new Int32Array(FIRST_SLOTS >> 1);
  private seconds = new Int32Array(FIRST_SLOTS >> 1);

  get size(): number {
    return this.count;
  }

  /** The number of the core that is the first `length` words. */
  numberOf(words: readonly number[], length: number): number {
    let first = 0x9e3779b9 | 0;
    let second = 0x85ebca6b | 0;
    for (let i = 0; i < length; i++) {
      const word = words[i]!;
      first = mix(Math.imul(first ^ word, 0x9e3779b1) + 0x27d4eb2f);
      second = (Math.imul(second, 0x01000193) + mix(word ^ second)) | 0;
    }
    if (this.count === this.firsts.length) this.grow();
    const slot = this.slotOf(first, mix(second));
    if (this.slots[slot] !== 0) return this.slots[slot]! - 1;
    this.firsts[this.count] = first;
    this.seconds[this.count] = mix(second);
    this.slots[slot] = ++this.count;
    return this.count - 1;
  }

  /** The slot that has the number, or the one that is free for it. */
  private slotOf(first: number, second: number): number {
    const { firsts, seconds, slots } = this;
    const mask = slots.length - 1;
    let slot = first & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const number = slots[slot]! - 1;
      if (firsts[number] === first && seconds[number] === second) break;
    }
    return slot;
  }

  private grow(): void {
    const { firsts, seconds } = this;
    this.slots = new Int32Array(this.slots.length * 2);
    this.firsts = enlarged(firsts, firsts.length * 2);
    this.seconds = enlarged(seconds, firsts.length * 2);
    for (let number = 0; number < this.count; number++) {
      this.slots[this.slotOf(firsts[number]!, seconds[number]!)] = number + 1;
    }
  }
}

/** The same numbers, with room for more. */
export function enlarged(numbers: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(numbers);
  return larger;
}
