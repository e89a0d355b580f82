import type { Cause } from "../fuzz/campaign/cause.ts";
import type { ReproduceSeed } from "../report/causes.ts";
import type { Paint } from "../report/paint.ts";
import { wrap } from "../report/wrap.ts";

/** As many as the report tells one by one. */
const MOST_SAID = 20;

/**
 * What a campaign has found, in the order in which it was: of each cause the first failure, which is said once. Whoever
 * says it as it comes has said it whatever ends the process.
 */
export class FoundCauses {
  private readonly reproduce: ReproduceSeed;
  private readonly paint: Paint;
  private readonly width: number;
  private readonly causes: Cause[] = [];
  private told = 0;

  constructor(reproduce: ReproduceSeed, paint: Paint, width: number) {
    this.reproduce = reproduce;
    this.paint = paint;
    this.width = width;
  }

  add(cause: Cause): void {
    this.causes.push(cause);
  }

  /** Lines on those that are new, each with the command that reproduces it; "" if none is. */
  news(): string {
    const fresh = this.causes.slice(this.told, MOST_SAID);
    this.told += fresh.length;
    return fresh.flatMap((cause) => this.describe(cause)).join("");
  }

  private describe(cause: Cause): string[] {
    const { invariant, seed } = cause;
    const { bold, red } = this.paint;
    const head = wrap(`found: ${invariant} is violated on seed ${seed}`, this.width, "  ");
    const lines = [
      ...head.map((line) => line.replace(invariant, red(invariant))),
      `  reproduce: ${bold(this.reproduce(cause))}`,
    ];
    return lines.map((line) => `${line}\n`);
  }
}
