import { NO_LIMITS } from "../../chaos/index.ts";
import { Departures, TapedChoices } from "../../sim/index.ts";
import type { RaftCore } from "../../sut/index.ts";
import type { Storm } from "../create-cluster.ts";
import { Run } from "../run.ts";
import type { Tape } from "./tape.ts";
import { TapePlan } from "./tape-plan.ts";

/** Starts the run that a tape is of. With `records` the journal writes down which of the deeds hit something. */
export function replay(tape: Tape, core: RaftCore, records = false): Run {
  const { nodes } = tape.setup;
  const options = { nodes, operations: tape.deeds.length, seed: "", checkers: true, records };
  return Run.start(options, core, stormOf(tape));
}

function stormOf(tape: Tape): Storm {
  const { canLie, expects, isProbed, profile, slowestClockPerMille } = tape.setup;
  const departures = Departures.from(tape.departures);
  return {
    profile,
    plan: new TapePlan(tape),
    // Whatever is on a tape was within the budget of its plan.
    budget: NO_LIMITS,
    slowestClockPerMille,
    canLie,
    expects,
    createChoices: (_key, places) => new TapedChoices(departures, places),
    ...(isProbed && { isProbed }),
    ...(tape.endsAtUs !== undefined && { endsAtUs: tape.endsAtUs }),
  };
}
