import { setImmediate as nextTurn } from "node:timers/promises";
import type { RaftCore } from "../../sut/index.ts";
import { loadCore } from "../campaign/load-core.ts";
import { loadMutant, MutantError } from "../mutants/mutant.ts";
import { buildMutant } from "../mutants/mutant-build.ts";
import type { RunResult } from "../result.ts";
import { replay } from "../tape/replay.ts";
import type { Tape } from "../tape/tape.ts";
import { mutantOf, readTapeFile, TapeError, type TapeFile } from "../tape/tape-file.ts";

/** What came of a tape that was played again. */
export type Replayed = Refused | Played;

/** There was nothing to play: the file is no tape, or its mutant cannot be planted. */
export interface Refused {
  readonly path: string;
  readonly verdict: "refused";
  readonly complaint: string;
}

export interface Played {
  readonly path: string;
  readonly file: TapeFile;
  /**
   * Holds: everything is as the file says. Fails: a bug that was not planted is there, or still there. Differs: the tape
   * no longer shows what its file says.
   */
  readonly verdict: "holds" | "fails" | "differs";
  /** What is not as the file says, in words; none if it holds. */
  readonly complaint: string | undefined;
  /** With the mutant, if there is one; without it, where that fails. */
  readonly result: RunResult;
}

const EVENTS_PER_SLICE = 20_000;

/**
 * Plays a tape. One of a planted bug must break the same invariant with it, by the same events, and nothing without it.
 * One of a real bug must break nothing: the bug is mended. Undefined if it was interrupted.
 */
export async function replayFile(path: string, interrupt: AbortSignal): Promise<Replayed | undefined> {
  try {
    const file = readTapeFile(path);
    const coreUrl = await buildOf(path, file);
    const result = await play(file.tape, await loadCore(coreUrl), interrupt);
    if (result === undefined) return undefined;
    if (coreUrl === undefined) return { path, file, ...judgeMended(result) };
    const without = await play(file.tape, await loadCore(undefined), interrupt);
    if (without === undefined) return undefined;
    return { path, file, ...judgePlanted(file, result, without) };
  } catch (error) {
    if (!(error instanceof TapeError || error instanceof MutantError)) throw error;
    return { path, verdict: "refused", complaint: error.message };
  }
}

/** The build of the core with the tape's mutant; undefined for the core as it is. @throws MutantError */
export async function buildOf(path: string, file: TapeFile): Promise<string | undefined> {
  const mutant = mutantOf(path, file);
  return mutant === undefined ? undefined : buildMutant(loadMutant(mutant));
}

/** In slices, so that interrupts are heard; undefined if there was one. */
export async function play(tape: Tape, core: RaftCore, interrupt: AbortSignal): Promise<RunResult | undefined> {
  const run = replay(tape, core);
  do {
    await nextTurn();
    if (interrupt.aborted) return undefined;
  } while (!run.advance(EVENTS_PER_SLICE));
  return run.result();
}

type Judged = Pick<Played, "verdict" | "complaint" | "result">;

function judgeMended(result: RunResult): Judged {
  const [first] = result.violations;
  if (first === undefined) return holds(result);
  return { verdict: "fails", complaint: `${first.invariant} is violated`, result };
}

function judgePlanted({ fingerprint, invariant, mutant }: TapeFile, result: RunResult, without: RunResult): Judged {
  const [unplanted] = without.violations;
  if (unplanted !== undefined) {
    return { verdict: "fails", complaint: `without ${mutant} ${unplanted.invariant} is violated`, result: without };
  }
  const broken = new Set(result.violations.map((violation) => violation.invariant));
  if (!broken.has(invariant)) {
    const what = broken.size === 0 ? "nothing is violated" : `${[...broken].join(", ")} is violated`;
    return { verdict: "differs", complaint: `with ${mutant} ${what}, and not ${invariant}`, result };
  }
  if (result.fingerprint === fingerprint) return holds(result);
  const complaint = `with ${mutant} the fingerprint is ${result.fingerprint}, and not ${fingerprint}`;
  return { verdict: "differs", complaint, result };
}

function holds(result: RunResult): Judged {
  return { verdict: "holds", complaint: undefined, result };
}
