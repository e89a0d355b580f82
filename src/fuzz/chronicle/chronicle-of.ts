import { withGuard } from "../../sim/index.ts";
import type { RaftCore } from "../../sut/index.ts";
import { replay } from "../tape/replay.ts";
import type { Tape } from "../tape/tape.ts";
import type { Chronicle } from "./chronicle.ts";
import { Recorder } from "./recorder.ts";

/** Plays a tape to its first violation, or to its end, and tells everything that happened. */
export function chronicle(tape: Tape, core: RaftCore): Chronicle {
  return withGuard(() => {
    const run = replay(tape, core, true);
    const recorder = new Recorder(run);
    while (run.violations.length === 0 && !run.isOver) {
      run.advance(1);
      recorder.note();
    }
    return recorder.finish(tape.setup.nodes);
  });
}
