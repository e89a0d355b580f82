import { mix32 } from "../../../src/machine/index.ts";
import { ILLEGAL, type State } from "./model.ts";

/** What the number of a state is when there is none: the operation is illegal there. */
export const NOWHERE = -1;

/** Columns of the table. */
const FROM = 0;
const KIND = 1;
const TO = 2;
const COLUMNS = 3;

const VACANT = -1;
const FIRST_ROWS = 256;

/**
 * Where each kind of operation leads from each state, asked of the model once. States are interned: each distinct one
 * has a number, from 0 for the initial one, so that the search compares nothing but integers.
 */
export class Transitions {
  private readonly ask: (state: State, kind: number) => State | typeof ILLEGAL;
  private readonly states: State[] = [];
  private readonly numbers = new Map<State, number>();
  /** Open addressing by state and kind; rows are a power of two. */
  private table = new Int32Array(FIRST_ROWS * COLUMNS).fill(VACANT);
  private used = 0;

  constructor(initial: State, ask: (state: State, kind: number) => State | typeof ILLEGAL) {
    this.ask = ask;
    this.numberOf(initial);
  }

  state(number: number): State {
    return this.states[number];
  }

  /** The state's number, from now on if it had none. */
  numberOf(state: State): number {
    const known = this.numbers.get(state);
    if (known !== undefined) return known;
    const number = this.states.length;
    this.states.push(state);
    this.numbers.set(state, number);
    return number;
  }

  /** The number of the state after an operation of this kind, or `NOWHERE`. */
  after(from: number, kind: number): number {
    const row = this.rowOf(from, kind);
    return this.table[row] === VACANT ? this.learn(row, from, kind) : this.table[row + TO]!;
  }

  private learn(row: number, from: number, kind: number): number {
    const next = this.ask(this.states[from], kind);
    const to = next === ILLEGAL ? NOWHERE : this.numberOf(next);
    this.put(row, from, kind, to);
    this.used += 1;
    if (this.used * 2 * COLUMNS > this.table.length) this.grow();
    return to;
  }

  private put(row: number, from: number, kind: number, to: number): void {
    this.table[row + FROM] = from;
    this.table[row + KIND] = kind;
    this.table[row + TO] = to;
  }

  /** Where the pair stands, or would. */
  private rowOf(from: number, kind: number): number {
    const { table } = this;
    const mask = table.length / COLUMNS - 1;
    let slot = mix32(Math.imul(from, 0x9e3779b1) ^ kind) & mask;
    for (;;) {
      const row = slot * COLUMNS;
      if (table[row] === VACANT || (table[row] === from && table[row + KIND] === kind)) return row;
      slot = (slot + 1) & mask;
    }
  }

  private grow(): void {
    const old = this.table;
    this.table = new Int32Array(old.length * 2).fill(VACANT);
    for (let row = 0; row < old.length; row += COLUMNS) {
      const from = old[row + FROM]!;
      const kind = old[row + KIND]!;
      if (from !== VACANT) this.put(this.rowOf(from, kind), from, kind, old[row + TO]!);
    }
  }
}
