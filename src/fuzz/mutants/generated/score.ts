import type { GeneratedHunt } from "./hunt-generated.ts";
import { type Judgement, VERDICTS, type Verdict } from "./judgements.ts";

/** A mutant that nothing killed, and what is written of it. */
export interface Survivor {
  readonly hunt: GeneratedHunt;
  readonly judgement: Judgement | undefined;
}

/** What the hunts came to, and where they and the judgements disagree. */
export interface Score {
  readonly killed: number;
  /** Left out of all else: they do not compile. */
  readonly stillborn: number;
  /** Nothing had killed them when their time was over. */
  readonly cutShort: number;
  readonly survivors: readonly Survivor[];
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Killed out of all that are not equivalent; 1 where there are none. */
  readonly share: number;
  /** The same without those that survived and only cost time or messages: of what can break something. */
  readonly shareOfHarmful: number;
  /** Killed, though they were judged equivalent. */
  readonly contradicted: readonly GeneratedHunt[];
  /** Judged, but made by no operator any more. */
  readonly stale: readonly string[];
}

/** `ids` are all that the operators make, whether or not they were hunted. */
export function scoreOf(
  hunts: readonly GeneratedHunt[],
  judgements: ReadonlyMap<string, Judgement>,
  ids: ReadonlySet<string>,
): Score {
  const killed = hunts.filter(({ fate }) => fate === "killed");
  const survivors = hunts
    .filter(({ fate }) => fate === "survived" || fate === "cut-short")
    .map((hunt): Survivor => ({ hunt, judgement: judgements.get(hunt.mutant.id) }));
  const judged = (verdict: Verdict): number =>
    survivors.filter(({ judgement }) => judgement?.verdict === verdict).length;
  const others = killed.length + survivors.length - judged("equivalent");
  return {
    killed: killed.length,
    stillborn: hunts.filter(({ fate }) => fate === "stillborn").length,
    cutShort: hunts.filter(({ fate }) => fate === "cut-short").length,
    survivors,
    verdicts: Object.fromEntries(VERDICTS.map((verdict) => [verdict, judged(verdict)])) as Record<Verdict, number>,
    share: shareOf(killed.length, others),
    shareOfHarmful: shareOf(killed.length, others - judged("performance-only")),
    contradicted: killed.filter(({ mutant }) => judgements.get(mutant.id)?.verdict === "equivalent"),
    stale: [...judgements.keys()].filter((id) => !ids.has(id)),
  };
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

/** Every survivor is judged, and nothing speaks against what is written. */
export function isSettled({ contradicted, stale, survivors }: Score): boolean {
  return contradicted.length + stale.length === 0 && survivors.every(({ judgement }) => judgement !== undefined);
}
