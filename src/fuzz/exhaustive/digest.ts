import { mix } from "../../sim/random.ts";

/**
 * A running hash of integers in four lanes of 32 bits. Of a million different sequences two have one hash with odds of
 * about one in 10^26 (n^2 / 2^129).
 */
export class Digest {
  private first = 0x243f6a88;
  private second = 0x85a308d3 | 0;
  private third = 0x13198a2e;
  private fourth = 0x03707344;

  reset(): void {
    this.first = 0x243f6a88;
    this.second = 0x85a308d3 | 0;
    this.third = 0x13198a2e;
    this.fourth = 0x03707344;
  }

  /** A 32-bit integer. */
  add(word: number): void {
    const spread = mix(word ^ this.first);
    this.first = (Math.imul(this.second ^ spread, 0x9e3779b1) + 0x7f4a7c15) | 0;
    this.second = Math.imul(this.third ^ word, 0x85ebca6b) ^ (spread >>> 13);
    this.third = (Math.imul(this.fourth + spread, 0xc2b2ae35) ^ word) | 0;
    this.fourth = Math.imul(this.first ^ (word + 0x27d4eb2f), 0x165667b1) ^ this.second;
  }

  /** Equal exactly for equal lanes. */
  text(): string {
    const { first, second, third, fourth } = this;
    let text = "";
    for (const lane of [mix(first ^ fourth), mix(second + first), mix(third ^ second), mix(fourth + third)]) {
      text += String.fromCharCode(lane & 0xffff, lane >>> 16);
    }
    return text;
  }
}
