import { CoreTable, enlarged } from "./core-table.ts";

const FIRST_STATES = 1 << 12;
const FIRST_WORDS = 1 << 15;

/** Behind the last state of a core. */
const NONE = -1;

/**
 * The states that a search has met and that no other makes needless, by numbers that go up as they are met. Each core has a
 * list of its states, of which no one has all the possibilities of another.
 */
export class KnownStates {
  private readonly coreLength: number;
  private readonly cores = new CoreTable();
  private count = 0;
  /** Words of the states one behind the other, and where each begins. */
  private words = new Int32Array(FIRST_WORDS);
  private begins = new Int32Array(FIRST_STATES + 1);
  private parents = new Int32Array(FIRST_STATES);
  private moves = new Int32Array(FIRST_STATES);
  /** Of each core the newest state; of each state the next older one of its core, and whether it became needless. */
  private newest = new Int32Array(FIRST_STATES);
  private older = new Int32Array(FIRST_STATES);
  private needless = new Uint8Array(FIRST_STATES);
  /** States with numbers below this do not become needless. */
  private keptBelow = 0;

  constructor(coreLength: number) {
    this.coreLength = coreLength;
  }

  /** Numbers below this have been given. */
  get size(): number {
    return this.count;
  }

  get coreCount(): number {
    return this.cores.size;
  }

  isNeedless(number: number): boolean {
    return this.needless[number] === 1;
  }

  /** None of the states that are known now becomes needless any more, whatever has all its possibilities. */
  keepKnown(): void {
    this.keptBelow = this.count;
  }

  /** Refills the list with the state. */
  read(number: number, into: number[]): void {
    const begin = this.begins[number]!;
    const length = this.begins[number + 1]! - begin;
    into.length = length;
    for (let i = 0; i < length; i++) into[i] = this.words[begin + i]!;
  }

  /**
   * Adds a state that was met by a move from another, unless one that is known makes it needless. Those that it makes
   * needless leave the list.
   */
  add(state: readonly number[], parent: number, move: number): void {
    const core = this.cores.numberOf(state, this.coreLength);
    if (core >= this.newest.length) this.newest = enlarged(this.newest, core * 2);
    if (this.isCovered(state, core)) return;
    this.dropCovered(state, core);
    const number = this.count++;
    if (number === this.parents.length) this.grow();
    this.store(state, number);
    this.parents[number] = parent;
    this.moves[number] = move;
    this.older[number] = this.newestOf(core);
    this.newest[core] = number + 1;
  }

  /** The moves that lead to a state, from the start. */
  pathTo(number: number): number[] {
    const path: number[] = [];
    for (let at = number; at > 0; at = this.parents[at]!) path.push(this.moves[at]!);
    return path.reverse();
  }

  private newestOf(core: number): number {
    return this.newest[core]! - 1;
  }

  private isCovered(state: readonly number[], core: number): boolean {
    for (let one = this.newestOf(core); one !== NONE; one = this.older[one]!) {
      if (this.covers(one, state)) return true;
    }
    return false;
  }

  /** Takes the states out of the core's list that have no possibility which this one has not. */
  private dropCovered(state: readonly number[], core: number): void {
    let newer = NONE;
    for (let one = this.newestOf(core); one !== NONE; one = this.older[one]!) {
      if (!this.isWithin(one, state)) {
        newer = one;
        continue;
      }
      if (newer === NONE) this.newest[core] = this.older[one]! + 1;
      else this.older[newer] = this.older[one]!;
      if (one >= this.keptBelow) this.needless[one] = 1;
    }
  }

  /** Whether a known state has all the possibilities of this one. */
  private covers(number: number, state: readonly number[]): boolean {
    const begin = this.begins[number]!;
    const length = this.begins[number + 1]! - begin;
    for (let i = this.coreLength; i < state.length; i++) {
      const own = i < length ? this.words[begin + i]! : 0;
      if ((state[i]! & ~own) !== 0) return false;
    }
    return true;
  }

  /** The other way round. */
  private isWithin(number: number, state: readonly number[]): boolean {
    const begin = this.begins[number]!;
    const length = this.begins[number + 1]! - begin;
    for (let i = this.coreLength; i < length; i++) {
      const other = i < state.length ? state[i]! : 0;
      if ((this.words[begin + i]! & ~other) !== 0) return false;
    }
    return true;
  }

  private store(state: readonly number[], number: number): void {
    const begin = this.begins[number]!;
    if (begin + state.length > this.words.length) this.words = enlarged(this.words, this.words.length * 2);
    for (let i = 0; i < state.length; i++) this.words[begin + i] = state[i]!;
    this.begins[number + 1] = begin + state.length;
  }

  private grow(): void {
    const length = this.parents.length * 2;
    this.begins = enlarged(this.begins, length + 1);
    this.parents = enlarged(this.parents, length);
    this.moves = enlarged(this.moves, length);
    this.older = enlarged(this.older, length);
    const needless = new Uint8Array(length);
    needless.set(this.needless);
    this.needless = needless;
  }
}
