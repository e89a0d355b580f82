import type { Violation } from "../../../invariants/index.ts";
import type { RaftCore } from "../../sut/index.ts";
import { STEP_LAW } from "../probes/broken-law.ts";
import type { Setup, Tape } from "../tape/tape.ts";
import { Best } from "./best.ts";
import { isConfirmed } from "./confirmed.ts";
import { Effort, EffortSpent } from "./effort.ts";
import { Mishaps } from "./mishaps.ts";
import { Search } from "./search.ts";
import { shrinkAll } from "./shrink-all.ts";
import { simplerValues } from "./simpler-values.ts";
import { type Size, sizeOf, sizeUntil } from "./size.ts";
import { type Found, Laboratory } from "./trial.ts";

/**
 * How many events all trials together may have for each second of the time allowed: work that seldom takes so long. It
 * is bounded by this, and not by a clock, so that it comes to the same on any machine.
 */
const EVENTS_PER_SECOND = 270_000;

/** More time allows no more work. */
const LONGEST_MS = 3_600_000;

/** And how many more may be spent on plainer values. */
const EVENTS_FOR_VALUES = 500_000;

/** What came of minimizing a tape. */
export interface Minimized {
  readonly tape: Tape;
  readonly violation: Violation;
  readonly before: Size;
  readonly after: Size;
  /**
   * Done: nothing more was found to take away. Out of work: all that was allowed was tried. Both would come to the same
   * on any machine.
   */
  readonly ending: "done" | "out-of-work" | "out-of-time" | "interrupted";
  /** Trials in which the lab itself failed, which found nothing, and what the first of them said. */
  readonly mishaps: Pick<Mishaps, "count" | "first">;
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
  const events = Math.ceil(Math.min(limits.limitMs, LONGEST_MS) / 1_000) * EVENTS_PER_SECOND;
  const effort = new Effort(events + EVENTS_FOR_VALUES, limits.limitMs, signal);
  const mishaps = new Mishaps();
  const laboratory = (first: boolean): Laboratory => new Laboratory(core, { invariant, first }, effort, mishaps);
  const whole = playWhole(tape, core, invariant);
  const best = new Best(whole, (found) => onProgress?.(sizeOf(found, found.tape)));
  let isOutOfWork = false;
  try {
    effort.allot(events, () => reduce(laboratory, whole, best));
    isOutOfWork = effort.left <= EVENTS_FOR_VALUES;
    effort.allot(EVENTS_FOR_VALUES, () =>
      simplerValues(new Search(laboratory(best.found.isFirst), best.found, (found) => best.take(found))),
    );
  } catch (error) {
    if (!(error instanceof EffortSpent)) throw error;
  }
  const shown = best.newestThat((found) => isConfirmed(found, core)) ?? { ...whole, tape };
  return {
    tape: shown.tape,
    violation: shown.violation,
    before: sizeOf(whole, tape),
    // An interrupt must not wait until the whole run was counted once more.
    after: best.found === whole ? sizeOf(shown, shown.tape) : sizeUntil(shown.events, shown.tape, core),
    ending: effort.ending === "done" && isOutOfWork ? "out-of-work" : effort.ending,
    mishaps: { count: mishaps.count, first: mishaps.first },
  };
}

/** A story is best if nothing else breaks before; half of the work looks for one, where the run itself is none. */
function reduce(laboratory: (first: boolean) => Laboratory, whole: Found, best: Best): void {
  const strict = laboratory(true);
  if (whole.isFirst) shrinkAll(strict, whole, best);
  else {
    strict.effort.allot(strict.effort.left / 2, () => shrinkAll(strict, whole, best));
    if (best.found === whole) shrinkAll(laboratory(false), whole, best);
  }
}

/** The run that the tape is of, however long it takes. */
function playWhole(tape: Tape, core: RaftCore, invariant: string): Found {
  const { calm, clients, clocks, disk, gossip, network, reads, settings, spares } = tape.setup.profile;
  const profile = { calm, clients, clocks, disk, ...(gossip && { gossip }), network, reads, settings, spares };
  const effort = new Effort(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, undefined);
  const whole = new Laboratory(core, { invariant, first: false }, effort).play(
    {
      setup: { ...(invariant === STEP_LAW ? tape.setup : unprobed(tape.setup)), profile },
      deeds: tape.deeds.map((one) => ({ ...one, leader: 0, voters: [] })),
      timing: { kind: "taped", departures: tape.departures },
      calmAtUs: tape.calmAtUs,
      endsAtUs: tape.endsAtUs ?? Number.MAX_SAFE_INTEGER - 1,
    },
    Number.MAX_SAFE_INTEGER,
  );
  if (whole === undefined) throw new Error(`The tape does not break ${invariant}.`);
  return whole;
}

/** Probes change nothing in a run: what else broke breaks without them. */
function unprobed({ isProbed, ...setup }: Setup): Setup {
  return setup;
}
