import type { Input } from "../core-types.ts";
import { type Law, messageIn, type Step } from "./law.ts";

type ReadRequest = Extract<Input, { readonly kind: "read" }>["reads"][number];

/** When a read came that waits, and whether it came under a lease. */
interface Waiting {
  readonly atUs: number;
  readonly isLeased: boolean;
}

/**
 * How reads are answered (dissertation §6.4): by what was asked for, and without asking anybody where what is known is
 * enough.
 */
export class Reading implements Law {
  readonly about = "how reads are answered";
  readonly source = "dissertation §6.4";
  private waiting = new Map<ReadRequest, Waiting>();
  /** All that was decided by then stands at or below this index. */
  private knownSinceUs = -1;
  private knownIndex = 0;

  check(step: Step): void {
    const { before, input, nowUs, output, view } = step;
    const message = messageIn(step);
    if (message?.kind === "read-index-response") this.knownIndex = Math.max(this.knownIndex, message.index);
    if (input.kind === "read") {
      const isLeased = before.role === "leader" && before.leaseEndUs > nowUs;
      for (const read of input.reads) this.waiting.set(read, { atUs: nowUs, isLeased });
      this.checkStale(step, input.reads);
    }
    for (const { by, read } of output.reads) {
      const { atUs, isLeased } = this.take(read, "answered");
      checkMeans(read, by, isLeased && read.consistency === "lease");
      if (by === "read-index") this.knownSinceUs = Math.max(this.knownSinceUs, atUs);
    }
    for (const rejection of output.rejections) if (rejection.of === "read") this.take(rejection.read, "rejected");
    if (view.stopped) this.waiting.clear();
  }

  fork(): Reading {
    const copy = Object.assign(new Reading(), this);
    copy.waiting = new Map(this.waiting);
    return copy;
  }

  /** Whoever asked hears once what became of it. */
  private take(read: ReadRequest, outcome: string): Waiting {
    const waiting = this.waiting.get(read);
    if (waiting === undefined) throw new Error(`a ${read.consistency} read is ${outcome} that does not wait any more`);
    this.waiting.delete(read);
    return waiting;
  }

  /** What is known here is recent enough, and the machine has all of it. */
  private checkStale({ before, nowUs, output, view }: Step, reads: readonly ReadRequest[]): void {
    if (view.stopped) return;
    const hasAll = before.appliedIndex >= Math.max(before.commitIndex, this.knownIndex);
    for (const read of reads) {
      if (read.consistency !== "stale") continue;
      const isBound = read.maxStalenessUs !== Number.MAX_SAFE_INTEGER;
      const isFresh = this.knownSinceUs >= 0 && nowUs - this.knownSinceUs <= read.maxStalenessUs;
      if (isBound && !(hasAll && isFresh)) continue;
      if (output.reads.some((answered) => answered.read === read)) continue;
      throw new Error(
        `a stale read that may show what was so at ${nowUs - read.maxStalenessUs} is not answered at once`,
      );
    }
  }
}

function checkMeans({ consistency }: ReadRequest, by: string, isLeased: boolean): void {
  const means: Readonly<Record<string, readonly string[]>> = {
    linearizable: ["read-index"],
    lease: isLeased ? ["lease"] : ["read-index", "lease"],
    stale: ["read-index", "staleness"],
  };
  if (means[consistency]!.includes(by)) return;
  throw new Error(`a ${consistency} read is answered by ${by}, and not by ${means[consistency]!.join(" or ")}`);
}
