import type { RaftCore } from "../../sut/index.ts";
import { replay } from "../tape/replay.ts";
import type { Tape } from "../tape/tape.ts";
import { tapeSchema } from "../tape/tape-schema.ts";
import type { Found } from "./trial.ts";

const EVENTS_PER_SLICE = 100_000;

/**
 * Whether a tape shows by itself what a trial found: read back from its text it can be played, and each time it breaks
 * the same by the same events.
 */
export function isConfirmed({ tape, violation }: Pick<Found, "tape" | "violation">, core: RaftCore): boolean {
  const read = tapeSchema.safeParse(JSON.parse(JSON.stringify(tape)));
  if (!read.success) return false;
  const [once, again] = [play(read.data, core), play(read.data, core)];
  const shown = once.violations.find(({ invariant }) => invariant === violation.invariant);
  return once.fingerprint === again.fingerprint && JSON.stringify(shown) === JSON.stringify(violation);
}

function play(tape: Tape, core: RaftCore) {
  const run = replay(tape, core);
  while (!run.advance(EVENTS_PER_SLICE));
  return run.result();
}
