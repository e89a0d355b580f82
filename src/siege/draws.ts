import { hashInteger, hashPlain } from "../machine/index.ts";

/** Numbers that follow from a seed: the same, in the same order, for the same purpose. */
export class Draws {
  private readonly purpose: number;
  private count = 0;

  constructor(seed: string, purpose: string) {
    this.purpose = hashPlain([seed, purpose], 0);
  }

  /** From 0, and below the bound. */
  below(bound: number): number {
    this.count++;
    return (hashInteger(this.count, this.purpose) >>> 0) % bound;
  }

  among<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new Error("there is nothing to draw from");
    return items[this.below(items.length)]!;
  }

  /** From a half more to a half less. */
  about(middle: number): number {
    return Math.round(middle / 2 + (middle * this.below(1_001)) / 1_000);
  }
}
