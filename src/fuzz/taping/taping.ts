import type { Violation } from "../../../invariants/index.ts";
import type { RaftCore } from "../../sut/index.ts";
import { optionsOf, type SeedTask } from "../campaign/seed-task.ts";
import { type Minimized, minimize } from "../minimizer/minimize.ts";
import type { Size } from "../minimizer/size.ts";
import { type RecordedRun, record } from "../tape/record.ts";
import { replay } from "../tape/replay.ts";
import type { Tape } from "../tape/tape.ts";
import type { Reduction } from "../tape/tape-file.ts";

/** A failing seed to be taped. Plain data, so that it can be handed to a thread. */
export interface TapingTask extends Omit<SeedTask, "twin"> {
  /** The invariant to be shown; the first that falls if undefined. */
  readonly invariant: string | undefined;
  /** How long to minimize, in milliseconds of wall-clock time; 0: not at all. */
  readonly limitMs: number;
}

/** A failure on a tape. */
export interface Taped {
  readonly tape: Tape;
  readonly violation: Violation;
  /** Of the run that the tape is of. */
  readonly fingerprint: string;
  /** Null if nobody asked for it. */
  readonly reduction: Reduction | null;
  /** How the minimizing ended. Crashed: with the process that was at it. */
  readonly ending: Minimized["ending"] | "crashed";
  /** What the lab itself failed at meanwhile. */
  readonly mishaps: Minimized["mishaps"];
}

/** Hears how far it has come. */
export interface TapingListener {
  /** The tape as it is, before it is made smaller. */
  readonly recorded?: (asItIs: Taped) => void;
  /** How large the smallest is so far. */
  readonly progress?: (size: Size) => void;
}

/** Whether to come to an end early. */
export type Interrupted = Pick<AbortSignal, "aborted">;

const EVENTS_PER_SLICE = 100_000;

/**
 * Runs a failing seed again, writes it down and makes the tape as small as the time allows. Undefined if the seed does
 * not break the invariant when it runs alone: two runs of one seed may have differed.
 */
export function tapeFailure(
  task: TapingTask,
  core: RaftCore,
  interrupt: Interrupted,
  listener: TapingListener = {},
): Taped | undefined {
  const { limitMs } = task;
  const recorded = record(optionsOf(task), core);
  const violation = recorded.run.violations.find(({ invariant }) => invariant === (task.invariant ?? invariant));
  if (violation === undefined) return undefined;
  const whole = asItIs(recorded, violation);
  if (limitMs === 0) return whole;
  listener.recorded?.(whole);
  const { tape } = whole;
  return asMinimized(minimize(tape, core, violation.invariant, { limitMs }, interrupt, listener.progress), core);
}

function asItIs({ run, tape }: RecordedRun, violation: Violation): Taped {
  return {
    tape,
    violation,
    fingerprint: run.result().fingerprint,
    reduction: null,
    ending: "done",
    mishaps: { count: 0, first: undefined },
  };
}

function asMinimized({ after, before, ending, mishaps, tape, violation }: Minimized, core: RaftCore): Taped {
  const run = replay(tape, core);
  while (!run.advance(EVENTS_PER_SLICE));
  const { fingerprint } = run.result();
  return {
    tape,
    violation,
    fingerprint,
    reduction: {
      entries: [before.entries, after.entries],
      nodes: [before.nodes, after.nodes],
      messages: [before.messages, after.messages],
      events: [before.events, after.events],
    },
    ending,
    mishaps,
  };
}
