import type { Candidate } from "./candidate.ts";
import type { Keep, Search } from "./search.ts";

/** Roundest first: 50 ms, 10 ms, 1 ms. */
export const GRIDS_US = [50_000, 10_000, 1_000] as const;

/** Lets deeds and the calm come at round times: all of them, then each moment that is not round yet on its own. */
export function rounderTimes(search: Search, keep: Keep): void {
  const isRound = GRIDS_US.some((gridUs) => keep(moved(search.best.candidate, (atUs) => rounded(atUs, gridUs))));
  if (isRound && momentsOf(search.best.candidate).every((atUs) => atUs % GRIDS_US[0] === 0)) return;
  for (const atUs of momentsOf(search.best.candidate)) {
    for (const gridUs of GRIDS_US) {
      if (atUs % gridUs === 0 || tryMoment(search, keep, atUs, rounded(atUs, gridUs))) break;
    }
  }
}

export function rounded(timeUs: number, gridUs: number): number {
  return Math.round(timeUs / gridUs) * gridUs;
}

/** Moves all that happens at one moment, but not past what comes before or after. */
function tryMoment(search: Search, keep: Keep, wasUs: number, atUs: number): boolean {
  const { candidate } = search.best;
  const others = momentsOf(candidate).filter((otherUs) => otherUs !== wasUs);
  if (others.some((otherUs) => otherUs < wasUs !== otherUs < atUs)) return false;
  return keep(moved(candidate, (timeUs) => (timeUs === wasUs ? atUs : timeUs)));
}

/** When something is done, each once, in order. */
function momentsOf({ calmAtUs, deeds }: Candidate): number[] {
  return [...new Set([...deeds.map(({ atUs }) => atUs), ...(calmAtUs === undefined ? [] : [calmAtUs])])];
}

function moved({ calmAtUs, deeds }: Candidate, move: (timeUs: number) => number): Partial<Candidate> {
  return {
    deeds: deeds.map((one) => ({ ...one, atUs: move(one.atUs) })),
    calmAtUs: calmAtUs === undefined ? undefined : move(calmAtUs),
  };
}
