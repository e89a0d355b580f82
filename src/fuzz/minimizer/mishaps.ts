/**
 * Trials in which the lab itself failed: a candidate asked for what cannot be, or the lab has a bug. Such a trial finds
 * nothing and ends nothing, but whoever asked for the work is told.
 */
export class Mishaps {
  private noted = 0;
  private firstMessage: string | undefined = undefined;

  get count(): number {
    return this.noted;
  }

  /** What the first of them said. */
  get first(): string | undefined {
    return this.firstMessage;
  }

  note(error: unknown): void {
    this.noted++;
    this.firstMessage ??= error instanceof Error ? error.message : String(error);
  }
}
