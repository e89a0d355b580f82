import type { RecordingChoices } from "../../sim/index.ts";
import type { RaftCore } from "../../sut/index.ts";
import type { RunOptions } from "../result.ts";
import type { Run } from "../run.ts";
import { startSearch } from "../strategies/strategies.ts";
import type { Tape } from "./tape.ts";

const EVENTS_PER_SLICE = 100_000;

/** A run that was done again to write it down. */
export interface RecordedRun {
  readonly run: Run;
  readonly tape: Tape;
}

/** Searches a seed again, to its end, and writes down the run that is told of. */
export function record(options: RunOptions, core: RaftCore): RecordedRun {
  const search = startSearch({ ...options, records: true }, core);
  while (!search.advance(EVENTS_PER_SLICE));
  const { setup, told: run } = search;
  const { cluster, director } = run;
  const { deeds, stormEndsAtUs } = director.nemesis.journal.recording!;
  const { departures } = cluster.choices as RecordingChoices;
  const ending = stormEndsAtUs === undefined ? { endsAtUs: cluster.nowUs } : { calmAtUs: stormEndsAtUs };
  return { run, tape: { setup, deeds, departures: departures.list(), ...ending } };
}
