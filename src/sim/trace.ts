import type { Ladder } from "./ladder.ts";
import { mix } from "./random.ts";

const FIRST_SPACING = 1024;
const MAX_RUNGS = 1024;

/**
 * The fingerprint of a run: a hash in two 32-bit lanes over every event that was acted on and what programs did then.
 *
 * It keeps a ladder of intermediate values in bounded memory: when the ladder is full, every other rung goes and the
 * spacing doubles.
 */
export class Trace {
  private laneA = 0x6b726166;
  private laneB = 0x74726163;
  private eventCount = 0;
  private spacing = FIRST_SPACING;
  private nextRung = FIRST_SPACING;
  private rungCount = 0;
  private readonly rungs = new Int32Array(2 * MAX_RUNGS);

  /** How many events began so far. */
  get events(): number {
    return this.eventCount;
  }

  beginEvent(): void {
    this.eventCount++;
  }

  endEvent(): void {
    if (this.eventCount === this.nextRung) this.addRung();
  }

  /** Adds a 32-bit integer. No two words lead from one state to the same state, nor one word from two states. */
  add(word: number): void {
    const a = Math.imul(((this.laneA << 5) | (this.laneA >>> 27)) ^ word, 0x9e3779b1);
    this.laneA = a;
    this.laneB = Math.imul(((this.laneB << 13) | (this.laneB >>> 19)) ^ word ^ (a >>> 16), 0x85ebca77);
  }

  /** Adds an integer of up to 53 bits. */
  addWide(value: number): void {
    this.add(value | 0);
    this.add((value / 0x100000000) | 0);
  }

  /** 16 hexadecimal digits. */
  fingerprint(): string {
    return format(this.laneA, this.laneB);
  }

  ladder(): Ladder {
    const rungs = Array.from({ length: this.rungCount }, (_, i) => format(this.rungs[2 * i]!, this.rungs[2 * i + 1]!));
    return { spacing: this.spacing, rungs };
  }

  fork(): Trace {
    const copy = new Trace();
    copy.laneA = this.laneA;
    copy.laneB = this.laneB;
    copy.eventCount = this.eventCount;
    copy.spacing = this.spacing;
    copy.nextRung = this.nextRung;
    copy.rungCount = this.rungCount;
    copy.rungs.set(this.rungs);
    return copy;
  }

  private addRung(): void {
    this.setRung(this.rungCount++, this.laneA, this.laneB);
    if (this.rungCount === MAX_RUNGS) this.thinOut();
    this.nextRung += this.spacing;
  }

  private thinOut(): void {
    this.rungCount /= 2;
    this.spacing *= 2;
    for (let i = 0; i < this.rungCount; i++) {
      const kept = 2 * i + 1;
      this.setRung(i, this.rungs[2 * kept]!, this.rungs[2 * kept + 1]!);
    }
  }

  private setRung(index: number, laneA: number, laneB: number): void {
    this.rungs[2 * index] = laneA;
    this.rungs[2 * index + 1] = laneB;
  }
}

function format(laneA: number, laneB: number): string {
  const first = mix(laneA ^ mix(laneB));
  return hexadecimal(first) + hexadecimal(mix(laneB ^ first));
}

function hexadecimal(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
