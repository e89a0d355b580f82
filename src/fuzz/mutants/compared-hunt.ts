import type { Executor } from "../campaign/seed-task.ts";
import type { StrategyName } from "../strategies/strategy-name.ts";
import { type Hunt, hunt } from "./mutant-hunt.ts";

/** A mutant that was hunted twice: first as it always is, then by a strategy that the first is compared with. */
export interface ComparedHunt {
  readonly own: Hunt;
  readonly other: Hunt;
}

/**
 * Hunts those mutants again that are to be killed, by this strategy, in kraft-fuzz's own mix whatever the scenario was:
 * with the same seeds, the same cluster and as much time. What is interrupted is left out.
 */
export async function huntAgain(
  hunts: readonly Hunt[],
  strategy: StrategyName,
  executor: Executor,
  limitMs: number,
  interrupt: AbortSignal,
  onHunt: (done: number) => void,
): Promise<ComparedHunt[]> {
  const compared: ComparedHunt[] = [];
  for (const own of hunts.filter(({ mutant }) => mutant.expect === "killed")) {
    if (interrupt.aborted) break;
    const campaign = { ...own.campaign, scenario: undefined, strategy };
    const other = await hunt(own.mutant, campaign, executor, limitMs, interrupt);
    if (other.fate === "interrupted") break;
    compared.push({ own, other });
    onHunt(compared.length);
  }
  return compared;
}
