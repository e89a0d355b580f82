import { mix32 } from "../../../src/machine/index.ts";

const WORD_BITS = 32;
const FULL_WORD = -1;

/**
 * Which operations of a timeline are linearized, as bits, with a Zobrist hash: the exclusive or of one fixed key for each
 * member. Operations that returned are linearized nearly in order, so all words before a window are full and all after
 * it empty: what the set says is short however long the history is. The pending ones have words of their own.
 */
export class LinearizedSet {
  private readonly words: Int32Array;
  /** How many words are of operations that returned. */
  private readonly returnedWords: number;
  private readonly returned: number;
  private zobrist = 0;
  /** The first word of the operations that returned that is not full, and the last that is not empty. */
  private low = 0;
  private high = -1;
  /** Behind the last word of pending operations that is not empty. */
  private pendingEnd: number;

  constructor(returned: number, pending: number) {
    this.returned = returned;
    this.returnedWords = Math.ceil(returned / WORD_BITS);
    this.pendingEnd = this.returnedWords;
    this.words = new Int32Array(this.returnedWords + Math.ceil(pending / WORD_BITS));
  }

  /** A 32-bit integer: equal for equal sets. */
  get hash(): number {
    return this.zobrist;
  }

  has(operation: number): boolean {
    const bit = this.bitOf(operation);
    return ((this.words[bit >>> 5]! >>> (bit & 31)) & 1) === 1;
  }

  add(operation: number): void {
    const word = this.flip(operation);
    if (word >= this.returnedWords) {
      if (word >= this.pendingEnd) this.pendingEnd = word + 1;
      return;
    }
    if (word > this.high) this.high = word;
    while (this.low < this.returnedWords && this.words[this.low] === FULL_WORD) this.low += 1;
  }

  remove(operation: number): void {
    const word = this.flip(operation);
    if (word >= this.returnedWords) {
      while (this.pendingEnd > this.returnedWords && this.words[this.pendingEnd - 1] === 0) this.pendingEnd -= 1;
      return;
    }
    if (word < this.low) this.low = word;
    while (this.high >= 0 && this.words[this.high] === 0) this.high -= 1;
  }

  /** How many integers `write` writes. */
  get length(): number {
    return 2 + Math.max(0, this.high + 1 - this.low) + this.pendingEnd - this.returnedWords;
  }

  /** Writes the set so that equal sets, and only those, are written alike. */
  write(target: Int32Array, at: number): void {
    target[at] = this.low;
    target[at + 1] = this.high;
    let place = at + 2;
    for (let word = this.low; word <= this.high; word++) target[place++] = this.words[word]!;
    for (let word = this.returnedWords; word < this.pendingEnd; word++) target[place++] = this.words[word]!;
  }

  /** Whether what was written of `length` integers is this set. */
  equals(target: Int32Array, at: number, length: number): boolean {
    if (length !== this.length || target[at] !== this.low || target[at + 1] !== this.high) return false;
    let place = at + 2;
    for (let word = this.low; word <= this.high; word++) if (target[place++] !== this.words[word]) return false;
    for (let word = this.returnedWords; word < this.pendingEnd; word++) {
      if (target[place++] !== this.words[word]) return false;
    }
    return true;
  }

  /** Turns the operation's bit over, and gives its word. */
  private flip(operation: number): number {
    this.zobrist ^= mix32(operation + 1);
    const bit = this.bitOf(operation);
    const word = bit >>> 5;
    this.words[word]! ^= 1 << (bit & 31);
    return word;
  }

  private bitOf(operation: number): number {
    return operation < this.returned ? operation : operation - this.returned + this.returnedWords * WORD_BITS;
  }
}
