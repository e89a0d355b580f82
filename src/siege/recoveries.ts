import type { FailureKind } from "./failure-kinds.ts";
import type { Operation } from "./history.ts";

/** How long after a failure a write was answered again, which was asked for after it. */
export class Recoveries {
  private readonly now: () => number;
  private readonly timesMs = new Map<FailureKind, number[]>();
  private waiting: { readonly kind: FailureKind; readonly atMs: number } | undefined;

  constructor(now: () => number) {
    this.now = now;
  }

  /** The leader was lost now. */
  struck(kind: FailureKind): void {
    this.waiting = { kind, atMs: this.now() };
  }

  ended({ command, invokedMs, end }: Operation): void {
    const { waiting } = this;
    if (waiting === undefined || command.kind === "get" || end?.outcome !== "ok" || invokedMs < waiting.atMs) return;
    const times = this.timesMs.get(waiting.kind) ?? [];
    times.push(end.atMs - waiting.atMs);
    this.timesMs.set(waiting.kind, times);
    this.waiting = undefined;
  }

  /** By kind, in the order in which they were measured. */
  get measuredMs(): ReadonlyMap<FailureKind, readonly number[]> {
    return this.timesMs;
  }
}
