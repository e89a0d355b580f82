import type { RecordingChoices } from "../../sim/index.ts";
import type { RaftCore } from "../../sut/index.ts";
import { drawStorm } from "../create-cluster.ts";
import type { RunOptions } from "../result.ts";
import { Run } from "../run.ts";
import type { Tape } from "./tape.ts";

const EVENTS_PER_SLICE = 100_000;

/** A run that was done again to write it down. */
export interface RecordedRun {
  readonly run: Run;
  readonly tape: Tape;
}

/** Runs a seed again, to its end, and writes it down. */
export function record(options: RunOptions, core: RaftCore): RecordedRun {
  const storm = drawStorm(options);
  const { canLie, expects, profile, slowestClockPerMille } = storm;
  const setup = { nodes: options.nodes, profile, slowestClockPerMille, canLie, expects };
  const run = Run.start({ ...options, records: true }, core, storm);
  while (!run.advance(EVENTS_PER_SLICE));
  const { cluster, director } = run;
  const { deeds, stormEndsAtUs } = director.nemesis.journal.recording!;
  const { departures } = cluster.choices as RecordingChoices;
  const ending = stormEndsAtUs === undefined ? { endsAtUs: cluster.nowUs } : { calmAtUs: stormEndsAtUs };
  return { run, tape: { setup, deeds, departures: departures.list(), ...ending } };
}
