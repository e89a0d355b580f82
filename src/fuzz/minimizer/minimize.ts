import type { Violation } from "../../../invariants/index.ts";
import type { RaftCore } from "../../sut/index.ts";
import type { Tape } from "../tape/tape.ts";
import { earlier } from "./earlier.ts";
import { Effort, EffortSpent } from "./effort.ts";
import { fewerDeeds } from "./fewer-deeds.ts";
import { fewerDepartures } from "./fewer-departures.ts";
import { fewerNodes } from "./fewer-nodes.ts";
import { ordinarySettings } from "./ordinary-settings.ts";
import { quieterTiming } from "./quieter-timing.ts";
import { Search } from "./search.ts";
import { type Size, sizeOf } from "./size.ts";
import { Laboratory } from "./trial.ts";
import { findWindow } from "./windows.ts";

/** How many events all trials together may have: some ten seconds of work. */
const MOST_EVENTS = 1_500_000;

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
  signal?: AbortSignal,
  onProgress?: (size: Size) => void,
): Minimized {
  const effort = new Effort(MOST_EVENTS, limits.limitMs, signal);
  const goal = { invariant, first: true };
  const laboratory = new Laboratory(core, goal, effort);
  const whole = laboratory.attempt(
    {
      setup: tape.setup,
      deeds: tape.deeds.map((one) => ({ ...one, leader: 0 })),
      timing: { kind: "taped", departures: tape.departures },
      calmAtUs: tape.calmAtUs,
      endsAtUs: tape.endsAtUs ?? Number.MAX_SAFE_INTEGER - 1,
    },
    Number.MAX_SAFE_INTEGER,
  );
  if (whole === undefined) throw new Error(`The tape does not break ${invariant}.`);
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

function improve(laboratory: Laboratory, search: Search): void {
  const window = findWindow(laboratory, search.best);
  if (window !== undefined) search.take(window);
  for (let before = -1; before !== search.best.candidate.deeds.length; ) {
    before = search.best.candidate.deeds.length;
    fewerDeeds(search, 2);
    fewerNodes(search);
    earlier(search, 1);
  }
  ordinarySettings(search);
  quieterTiming(search);
  fewerDepartures(search);
}
