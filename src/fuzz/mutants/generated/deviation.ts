import { EXERCISE, type Exercised, type Kill } from "./hunting.ts";

/** What happens less often than this may as well have happened otherwise. */
const OFTEN = 200;
/** So many times as often, or as seldom, is no chance. */
const FACTOR = 10;
/** As much more, or less, is what somebody would ask about who watches what runs cost. */
const NOTABLE = 1.2;
/**
 * In standard deviations: by chance alone it would be once in some 10^10 comparisons, and a hunt of all mutants makes
 * some 10^6.
 */
const BEYOND_CHANCE = 6.4;

/**
 * What a mutant does in many runs beside what the core does in the same runs as it ships. Where leases are never held, or
 * snapshots come in floods, no invariant falls; but every run says how often it exercised what, and what it cost, and a
 * campaign in which that has changed is a failure to whoever keeps it.
 */
export class Comparison {
  runs = 0;
  /** By stage, and of all stages, and by the name of a thing. */
  private readonly pairs = new Map<string, Pair>();

  /** How often each thing happened in each run of a stage, without the mutant and with it. */
  add(stage: string, shipped: Exercised, mutant: Exercised, runs: number): void {
    for (const thing of new Set([...Object.keys(shipped), ...Object.keys(mutant)])) {
      const never = new Array<number>(runs).fill(0);
      const [usual, now] = [shipped[thing] ?? never, mutant[thing] ?? never];
      this.pairs.set(`${thing} of ${stage}`, { usual, now });
      const before = this.pairs.get(thing);
      this.pairs.set(thing, { usual: [...(before?.usual ?? []), ...usual], now: [...(before?.now ?? []), ...now] });
    }
    this.runs += runs;
  }

  /** What stands out; undefined if nothing does. */
  deviation(): Kill | undefined {
    const messages = [...this.pairs].flatMap(([thing, { now, usual }]) => {
      if (!standsOut(total(usual), total(now)) && !hasShifted(usual, now)) return [];
      return [`${thing}: ${total(now)} times, ${total(usual)} without the mutant`];
    });
    return messages.length === 0 ? undefined : { by: [EXERCISE], message: messages.join("; ") };
  }
}

/** How often something happened in each of the same runs, without the mutant and with it. */
interface Pair {
  readonly usual: readonly number[];
  readonly now: readonly number[];
}

/** It has all but ceased, or comes in floods. */
function standsOut(usual: number, now: number): boolean {
  return (usual >= OFTEN && now * FACTOR < usual) || (now >= OFTEN && now > usual * FACTOR);
}

/**
 * It costs notably more, or less, and in so many runs, each beside the same run without the mutant, that it is no chance:
 * two runs of one seed that have gone apart have each the same right to the larger number (a sign test).
 */
function hasShifted(usual: readonly number[], now: readonly number[]): boolean {
  const [before, after] = [total(usual), total(now)];
  if (Math.max(before, after) < Math.min(before, after) * NOTABLE) return false;
  let [more, less] = [0, 0];
  for (const [run, times] of usual.entries()) {
    if (now[run]! > times) more++;
    else if (now[run]! < times) less++;
  }
  return Math.abs(more - less) > BEYOND_CHANCE * Math.sqrt(more + less);
}

function total(times: readonly number[]): number {
  return times.reduce((sum, one) => sum + one, 0);
}
