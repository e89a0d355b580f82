/** Numbers that follow from a seed, for whatever fast-check should not have to draw one by one. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  below(bound: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 0x1_0000_0000) * bound);
  }

  /** Bytes that are not zero, so that no sector of them looks lost. */
  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => 1 + this.below(255));
  }
}
