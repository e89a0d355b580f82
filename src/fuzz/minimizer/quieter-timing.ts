import type { Search } from "./search.ts";
import { HIGHEST_LEVEL } from "./timing.ts";

/** How many salts of a level are tried, and how many events they may take together. */
const SALTS_PER_LEVEL = 120;
const EVENTS_PER_LEVEL = 120_000;

/** Looks for a timing in which less is drawn: what is as by default need not be told. */
export function quieterTiming(search: Search): void {
  const { timing } = search.best.candidate;
  const highest = timing.kind === "taped" ? HIGHEST_LEVEL : timing.level;
  for (let level = 0; level < highest; level++) if (tryLevel(search, level)) return;
}

function tryLevel(search: Search, level: number): boolean {
  const enough = search.effort.left - EVENTS_PER_LEVEL;
  const salts = level === 0 ? 1 : SALTS_PER_LEVEL;
  for (let trial = 0; trial < salts && search.effort.left > enough; trial++) {
    if (search.improve({ timing: { kind: "drawn", level, salt: search.freshSalt() } }, 0)) return true;
  }
  return false;
}
