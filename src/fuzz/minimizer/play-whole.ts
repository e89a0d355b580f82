import type { RaftCore } from "../../sut/index.ts";
import type { Tape } from "../tape/tape.ts";
import type { Candidate } from "./candidate.ts";
import type { Effort } from "./effort.ts";
import { type Found, Laboratory } from "./trial.ts";

/** A tape as it was played whole, and where to try what is smaller. */
export interface PlayedWhole {
  readonly laboratory: Laboratory;
  readonly whole: Found;
}

/** Nothing else may break before the invariant, unless it did on the whole tape as well. */
export function playWhole(tape: Tape, core: RaftCore, invariant: string, effort: Effort): PlayedWhole {
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
