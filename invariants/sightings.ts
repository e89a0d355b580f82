import { momentPhrase, nodeName } from "./words.ts";

/** A point of the run: the number of the event under way, and virtual time in microseconds. */
export interface Moment {
  readonly event: number;
  readonly atUs: number;
}

const FIRST_CAPACITY = 16;

/** Numbered rows of facts, kept for all history: a 32-bit value, the node that showed it, and when. */
export class Sightings {
  private values = new Int32Array(FIRST_CAPACITY);
  /** 0 where nothing was noted. */
  private nodes = new Int32Array(FIRST_CAPACITY);
  private events = new Float64Array(FIRST_CAPACITY);
  private timesUs = new Float64Array(FIRST_CAPACITY);

  note(row: number, value: number, node: number, moment: Moment): void {
    if (row >= this.nodes.length) this.reserve(row + 1);
    this.values[row] = value;
    this.nodes[row] = node;
    this.events[row] = moment.event;
    this.timesUs[row] = moment.atUs;
  }

  has(row: number): boolean {
    return row < this.nodes.length && this.nodes[row] !== 0;
  }

  /** Only of a row that was noted. */
  valueAt(row: number): number {
    return this.values[row]!;
  }

  nodeAt(row: number): number {
    return this.nodes[row]!;
  }

  timeAt(row: number): number {
    return this.timesUs[row]!;
  }

  /** "event 1203 (t=1.204 s)" */
  whenAt(row: number): string {
    return momentPhrase(this.events[row]!, this.timesUs[row]!);
  }

  /** "n2 at event 1203 (t=1.204 s)" */
  phraseAt(row: number): string {
    return `${nodeName(this.nodes[row]!)} at ${this.whenAt(row)}`;
  }

  fork(): Sightings {
    const copy = new Sightings();
    copy.values = this.values.slice();
    copy.nodes = this.nodes.slice();
    copy.events = this.events.slice();
    copy.timesUs = this.timesUs.slice();
    return copy;
  }

  private reserve(capacity: number): void {
    const old = { values: this.values, nodes: this.nodes, events: this.events, timesUs: this.timesUs };
    const grownCapacity = Math.max(capacity, this.nodes.length * 2);
    this.values = new Int32Array(grownCapacity);
    this.nodes = new Int32Array(grownCapacity);
    this.events = new Float64Array(grownCapacity);
    this.timesUs = new Float64Array(grownCapacity);
    this.values.set(old.values);
    this.nodes.set(old.nodes);
    this.events.set(old.events);
    this.timesUs.set(old.timesUs);
  }
}
