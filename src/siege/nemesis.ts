import { setTimeout as sleep } from "node:timers/promises";
import type { Draws } from "./draws.ts";
import { deposesLeader, type FailureKind } from "./failure-kinds.ts";
import type { Failures } from "./failures.ts";
import type { Recoveries } from "./recoveries.ts";

export interface Rhythm {
  /** Between failures, on average. */
  readonly calmMs: number;
  /** How long a failure lasts, on average. */
  readonly failureMs: number;
}

export interface NemesisOptions extends Rhythm {
  /** At least one. */
  readonly kinds: readonly FailureKind[];
  /** It has done enough then. */
  readonly maxFailures: number;
}

/** Before it asks again who leads. */
const PAUSE_MS = 50;

/** Inflicts one failure after the other, with a calm before each. */
export class Nemesis {
  /** What it did, in order. */
  readonly inflicted: { readonly kind: FailureKind; readonly description: string }[] = [];
  private readonly options: NemesisOptions;
  private readonly failures: Failures;
  private readonly recoveries: Recoveries;
  private readonly draws: Draws;

  constructor(options: NemesisOptions, failures: Failures, recoveries: Recoveries, draws: Draws) {
    this.options = options;
    this.failures = failures;
    this.recoveries = recoveries;
    this.draws = draws;
  }

  /** Until it is told to end, or has done enough; what it has inflicted is healed then. */
  async run(end: AbortSignal): Promise<void> {
    const { kinds, calmMs, failureMs, maxFailures } = this.options;
    while (!end.aborted && this.inflicted.length < maxFailures) {
      await pause(this.draws.about(calmMs), end);
      await this.inflict(this.draws.among(kinds), this.draws.about(failureMs), end);
    }
    // So that the clients are answered once more.
    await pause(calmMs, end);
  }

  private async inflict(kind: FailureKind, lengthMs: number, end: AbortSignal): Promise<void> {
    const onStrike = (): void => {
      if (deposesLeader(kind)) this.recoveries.struck(kind);
    };
    while (!end.aborted) {
      const inflicted = await this.failures.inflict(kind, onStrike);
      if (inflicted === undefined) {
        await pause(PAUSE_MS, end);
        continue;
      }
      this.inflicted.push({ kind, description: inflicted.description });
      await pause(lengthMs, end);
      await inflicted.heal();
      return;
    }
  }
}

async function pause(ms: number, end: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: end }).catch(() => {});
}
