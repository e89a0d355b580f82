import type { UnpackedReport } from "../../page/packed-report.ts";
import { commandsOf } from "./commands.ts";
import { type Crash, crashesOf } from "./crashes.ts";
import { type CutBand, cutBandsOf } from "./cuts.ts";
import { type Ladders, laddersOf } from "./ladder.ts";
import type { Ways } from "./moves.ts";
import { type ClientOperation, operationsOf } from "./operations.ts";
import { lastAtOrBefore } from "./search.ts";
import { type Spans, spansOf } from "./spans.ts";
import { type StateLine, stateLinesOf } from "./state-line.ts";

/** The report, and everything that is found in it once and then looked up. */
export interface Model {
  readonly report: UnpackedReport;
  readonly timesUs: Float64Array;
  /** 1 for steps in the causal past of the violation. */
  readonly isCause: Uint8Array;
  /** By endpoint: its steps, ascending; those of the director at 0. */
  readonly stepsOf: readonly (readonly number[])[];
  readonly stateLines: readonly StateLine[];
  readonly ladders: Ladders;
  readonly operations: readonly ClientOperation[];
  readonly spans: Spans;
  readonly cuts: readonly CutBand[];
  readonly crashes: readonly Crash[];
  /** By the digest of an entry that was applied: the command that it holds. */
  readonly commands: ReadonlyMap<number, string>;
  /** Kinds of messages that occur. */
  readonly kinds: readonly string[];
}

export function modelOf(report: UnpackedReport): Model {
  const { clients, messages, nodes, steps } = report.chronicle;
  const timesUs = Float64Array.from(steps, ({ atUs }) => atUs);
  const isCause = new Uint8Array(steps.length);
  for (const step of report.causes) isCause[step] = 1;
  const stepsOf: number[][] = Array.from({ length: nodes + clients + 1 }, () => []);
  for (let at = 0; at < steps.length; at++) stepsOf[steps[at]!.place]?.push(at);
  const endSteps = Int32Array.from(messages, ({ arrivals, losses, sentStep }) =>
    Math.max(
      sentStep,
      ...arrivals.map(({ step }) => step),
      ...losses.map(({ atUs }) => lastAtOrBefore(timesUs, atUs) + 1),
    ),
  );
  const stateLines = stateLinesOf(steps, nodes);
  const ladders = laddersOf(report.chronicle);
  const operations = operationsOf(steps);
  return {
    report,
    timesUs,
    isCause,
    stepsOf,
    stateLines,
    ladders,
    commands: commandsOf(report.chronicle, ladders, operations),
    operations,
    spans: spansOf(messages, endSteps, steps.length),
    cuts: cutBandsOf(steps, nodes),
    crashes: crashesOf(stateLines),
    kinds: [...new Set(messages.map(({ kind }) => kind))].sort(),
  };
}

export function waysOf({ isCause, report, stepsOf }: Model): Ways {
  return { chronicle: report.chronicle, stepsOf, isCause };
}
