/** The core's own generator: one 32-bit word of state (splitmix), so that a copied core draws the same numbers. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** An integer in [0, bound). The bias of the remainder is far below what a timeout could show. */
  below(bound: number): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let word = this.state;
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return ((word ^ (word >>> 15)) >>> 0) % bound;
  }

  fork(): Random {
    return new Random(this.state);
  }
}
