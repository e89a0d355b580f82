import type { Violation } from "../../../invariants/index.ts";
import type { RaftCore } from "../../sut/index.ts";
import type { Tape } from "../tape/tape.ts";
import type { Candidate } from "./candidate.ts";
import { earlier } from "./earlier.ts";
import { Effort, EffortSpent } from "./effort.ts";
import { fewerDeeds } from "./fewer-deeds.ts";
import { fewerDepartures } from "./fewer-departures.ts";
import { fewerNodes } from "./fewer-nodes.ts";
import { ordinarySettings } from "./ordinary-settings.ts";
import { quieterTiming } from "./quieter-timing.ts";
import { Search } from "./search.ts";
import { type Size, sizeOf } from "./size.ts";
import { type Found, Laboratory } from "./trial.ts";
import { findWindow } from "./windows.ts";

/** How many events all trials together may have: some ten seconds of work. */
const MOST_EVENTS = 6_000_000;

/** How many other timings are tried where something that was taken away has changed too much. */
const OTHER_TIMINGS = 2;

/** What came of minimizing a tape. */
export interface Minimized {
  readonly tape: Tape;
  readonly violation: Violation;
  readonly before: Size;
  readonly after: Size;
  /** Done: it ended by itself, and would come to the same on any machine. */
  readonly ending: "done" | "out-of-time" | "interrupted";
}

/**
 * The smallest tape that could be found that breaks the same invariant. It is the same for the same tape, unless the
 * time is over before the work is; then it is the best so far.
 */
export function minimize(
  tape: Tape,
  core: RaftCore,
  invariant: string,
  limits: { readonly limitMs: number },
  signal?: Pick<AbortSignal, "aborted">,
  onProgress?: (size: Size) => void,
): Minimized {
  const effort = new Effort(MOST_EVENTS, limits.limitMs, signal);
  const { laboratory, whole } = playWhole(tape, core, invariant, effort);
  const search = new Search(laboratory, whole, (found) => onProgress?.(sizeOf(found, found.tape)));
  try {
    improve(laboratory, search);
  } catch (error) {
    if (!(error instanceof EffortSpent)) throw error;
  }
  const { best } = search;
  return {
    tape: best.tape,
    violation: best.violation,
    before: sizeOf(whole, tape),
    after: sizeOf(best, best.tape),
    ending: effort.ending,
  };
}

/** Nothing else may break before the invariant, unless it did on the tape as well. */
function playWhole(tape: Tape, core: RaftCore, invariant: string, effort: Effort) {
  const candidate: Candidate = {
    setup: tape.setup,
    deeds: tape.deeds.map((one) => ({ ...one, leader: 0, voters: [] })),
    timing: { kind: "taped", departures: tape.departures },
    calmAtUs: tape.calmAtUs,
    endsAtUs: tape.endsAtUs ?? Number.MAX_SAFE_INTEGER - 1,
  };
  for (const first of [true, false]) {
    const laboratory = new Laboratory(core, { invariant, first }, effort);
    const whole = laboratory.attempt(candidate, Number.MAX_SAFE_INTEGER);
    if (whole !== undefined) return { laboratory, whole };
  }
  throw new Error(`The tape does not break ${invariant}.`);
}

function improve(laboratory: Laboratory, search: Search): void {
  const window = findWindow(laboratory, search.best);
  if (window !== undefined) search.take(window);
  untilNothingChanges(search, () => {
    fewerDeeds(search, OTHER_TIMINGS);
    fewerNodes(search);
    quieterTiming(search);
    earlier(search, OTHER_TIMINGS);
  });
  ordinarySettings(search);
  quieterTiming(search);
  untilNothingChanges(search, () => {
    fewerDepartures(search);
    fewerDeeds(search, 0);
  });
}

function untilNothingChanges(search: Search, pass: () => void): void {
  for (let before: Found | undefined; before !== search.best; ) {
    before = search.best;
    pass();
  }
}
