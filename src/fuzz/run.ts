import {
  checkConvergence,
  checkLiveness,
  type Expectation,
  type Judge,
  type Violation,
} from "../../invariants/index.ts";
import type { Happening } from "../chaos/index.ts";
import { GuardError, NO_EVENT, withGuard } from "../sim/index.ts";
import { LIES, type Lie, MachineFailure, NodeFailure, type RaftCore, SURVIVED_LIES } from "../sut/index.ts";
import { answersSince, countReadsAnswered } from "./answers.ts";
import { type Cluster, clientIds, clientOf, sessionCounts, waitingClients } from "./cluster.ts";
import { createCluster, drawStorm, type Storm } from "./create-cluster.ts";
import type { FuzzDirector } from "./director.ts";
import { exercisedIn } from "./exercised/exercised.ts";
import { gossipHashes, lostFacts } from "./gossip/after-gossip.ts";
import { BrokenLaw, STEP_LAW } from "./probes/broken-law.ts";
import { withProbes } from "./probes/probing.ts";
import type { RunOptions, RunResult } from "./result.ts";
import type { ReachedStates } from "./states/reached-states.ts";
import { StateWatch } from "./states/state-watch.ts";

export type { RaftCore } from "../sut/index.ts";

/** After the first violation a run goes on for so many events, to see what else breaks. */
const EVENTS_AFTER_VIOLATION = 50_000;

/** The director acts every few milliseconds of virtual time; this many events between two of its acts never end. */
const MAX_EVENTS_BETWEEN_ACTS = 200_000;

/**
 * Where only honest nodes' promises are expected to hold, liars may drive nodes into contradictions and endless talk,
 * and leave a leader sure that a node has what it never got.
 */
const LIARS_CAUSE = ["core-assertion", "liveness"];

/** Asked for at every event until one of them is told. */
const FATAL_LIES = LIES.filter((lie) => !SURVIVED_LIES.includes(lie));

/** One run: a cluster in its world, what is done to it, and who judges it. It can be forked between slices. */
export class Run {
  /** To be looked at; what is done to it goes through `intervene`. */
  readonly cluster: Cluster;
  private readonly options: RunOptions;
  private readonly expects: Expectation;
  /** A lie was told that Raft does not survive, where the scenario knows such: what falls from now on may fall. */
  private mayFall = false;
  /** The number of the last event to be handled; known once a violation has been found. */
  private lastEvent = Number.MAX_SAFE_INTEGER;
  /** Violations that the judge does not see: what did not happen in the calm, and what ended the run early. */
  private atTheEnd: readonly Violation[] = [];
  /** The same, where liars may cause it. */
  private fallenAtTheEnd: readonly Violation[] = [];
  /** The last faults before the first violation, or the first fall; known once there was one. */
  private lastFaults: readonly Happening[] | undefined = undefined;
  private over = false;
  /** A fork has none. */
  private stateWatch: StateWatch | undefined = undefined;
  private readonly endsAtUs: number;

  private constructor(options: RunOptions, expects: Expectation, endsAtUs: number, cluster: Cluster) {
    this.options = options;
    this.expects = expects;
    this.endsAtUs = endsAtUs;
    this.cluster = cluster;
  }

  /** Starts what the seed draws, or another storm. */
  static start(options: RunOptions, core: RaftCore, storm: Storm = drawStorm(options)): Run {
    const cluster = withGuard(() => createCluster(options, storm.isProbed ? withProbes(core) : core, storm));
    const run = new Run(options, storm.expects, storm.endsAtUs ?? NO_EVENT, cluster);
    if (options.reached !== undefined) run.watch(options.reached);
    return run;
  }

  /** Nothing more will happen. */
  get isOver(): boolean {
    return this.over;
  }

  get director(): FuzzDirector {
    return this.cluster.director as FuzzDirector;
  }

  /** In the order in which they were found. */
  get violations(): readonly Violation[] {
    return [...this.judge.violations, ...this.atTheEnd];
  }

  get operationsDone(): number {
    return this.director.operationsDone;
  }

  /** Handles at most so many events; true when the run is over. */
  advance(maxEvents: number): boolean {
    if (!this.over) withGuard(() => this.handle(maxEvents, NO_EVENT));
    return this.over;
  }

  /** Handles what happens up to and including this time, and lets time pass until then; true when the run is over. */
  advanceUntil(timeUs: number): boolean {
    if (!this.over) withGuard(() => this.handle(Number.MAX_SAFE_INTEGER, timeUs));
    if (!this.over) this.cluster.runUntil(timeUs);
    return this.over;
  }

  /** Does something to the cluster now, in an event of its own. */
  intervene(work: (cluster: Cluster) => void): void {
    const { cluster, director } = this;
    director.intervene(cluster, work);
    withGuard(() => {
      while (director.mustIntervene && !this.over) this.handle(1, cluster.nowUs);
    });
  }

  /** What has come of it so far. */
  result(): RunResult {
    const { cluster, director, options } = this;
    const { diskCounters, endCounters, network } = cluster;
    const { counts, notCheckable } = this.judge;
    const { counters } = network;
    const { violations } = this;
    const lies = liesTold(cluster);
    return {
      seed: options.seed,
      verdict: violations.length > 0 ? "fail" : this.judge.historiesTooLong > 0 ? "unknown" : "pass",
      violations,
      fallen: [...this.judge.fallen, ...this.fallenAtTheEnd],
      lies: LIES.filter((lie) => lies[lie] > 0),
      lastFaults: this.lastFaults ?? [],
      notCheckable,
      operations: director.operationsDone,
      submitted: director.submitted,
      committed: this.countCommitted(),
      events: cluster.eventCount,
      messages: {
        sent: counters.sent,
        delivered: counters.delivered,
        dropped: counters.dropped,
        duplicated: counters.duplicated,
        delayed: counters.delayed,
        corrupted: counters.corrupted,
      },
      elections: counts.electionsStarted,
      simulatedMs: Math.floor(cluster.nowUs / 1000),
      fingerprint: cluster.fingerprint(),
      ladder: cluster.trace.ladder(),
      exercised: exercisedIn({
        cluster: counts,
        network: counters,
        disk: diskCounters,
        ends: endCounters,
        faults: director.nemesis.counts,
        operator: director.operator.counts,
        tallies: cluster.tallies,
        lies,
        sessions: sessionCounts(cluster),
        historiesTooLong: this.judge.historiesTooLong,
        clocksApart: director.clocksApart,
        clients: clientIds(cluster).map((id) => clientOf(cluster, id).counts),
      }),
    };
  }

  fork(): Run {
    const copy = new Run(this.options, this.expects, this.endsAtUs, this.cluster.fork());
    copy.lastEvent = this.lastEvent;
    copy.atTheEnd = this.atTheEnd;
    copy.fallenAtTheEnd = this.fallenAtTheEnd;
    copy.lastFaults = this.lastFaults;
    copy.mayFall = this.mayFall;
    copy.over = this.over;
    return copy;
  }

  private watch(reached: ReachedStates): void {
    this.stateWatch = new StateWatch(reached);
    this.judge.tell(this.stateWatch.onlooker);
  }

  private get judge(): Judge {
    return this.cluster.witness;
  }

  /**
   * Commands of the storm that were committed in the storm, or read beside the log and answered: what the calm brings
   * in says little of the core.
   */
  private countCommitted(): number {
    const { calm } = this.director;
    const upTo = calm?.stormCommitIndex ?? this.judge.counts.entriesCommitted;
    const readsAnswered = countReadsAnswered(this.judge.history, calm?.sinceUs ?? this.cluster.nowUs);
    return readsAnswered + this.judge.commandsCarriedOut(upTo);
  }

  private handle(maxEvents: number, untilUs: number): void {
    const { cluster, director } = this;
    const { fallen, violations } = this.judge;
    const lastUs = Math.min(untilUs, this.endsAtUs);
    for (let handled = 0; handled < maxEvents && !this.over; handled++) {
      if (!this.step(lastUs)) {
        if (untilUs >= this.endsAtUs) this.over = true;
        return;
      }
      this.stateWatch?.afterEvent(cluster);
      if (this.expects === "promises" && !this.mayFall) this.noticeLies();
      if (violations.length + fallen.length > 0) this.rememberFaults();
      if (violations.length > 0) {
        this.lastEvent = Math.min(this.lastEvent, cluster.eventCount + EVENTS_AFTER_VIOLATION);
      }
      if (director.phase === "settled" || director.phase === "unsettled") this.finish();
      else if (cluster.eventCount - director.actedAtEvent > MAX_EVENTS_BETWEEN_ACTS) this.stopStorm();
      else if (cluster.eventCount >= this.lastEvent) this.over = true;
    }
  }

  /** A lie does nothing before it arrives, which is an event of its own. */
  private noticeLies(): void {
    const { tallies } = this.cluster;
    this.mayFall = FATAL_LIES.some((lie) => tallies.has(lie));
    if (this.mayFall) this.judge.expectOnlyPromises();
  }

  /** What had been done to the cluster when the first thing broke. */
  private rememberFaults(): void {
    this.lastFaults ??= this.director.nemesis.journal.last();
  }

  /** False when nothing is left to happen by then, or the run ends here, because a node's own code failed. */
  private step(untilUs: number): boolean {
    try {
      return this.cluster.step(untilUs);
    } catch (error) {
      if (!(error instanceof NodeFailure)) throw this.withViolations(error);
      this.endWith(failedPromise(error), [error.node], failureMessage(error));
      return false;
    }
  }

  /** The lab itself failed. What it had found before must not be lost with it. */
  private withViolations(error: unknown): unknown {
    const first = this.judge.violations[0];
    if (first !== undefined && error instanceof Error) {
      error.message += ` (after ${first.invariant} was violated at event ${first.event}: ${first.message})`;
    }
    return error;
  }

  /** Nodes answer each other without end, faster than virtual time passes. */
  private stopStorm(): void {
    const { cluster, director } = this;
    const message =
      `${cluster.eventCount - director.actedAtEvent} events came in ` +
      `${cluster.nowUs - director.actedAtUs} microseconds of virtual time, and no end of them`;
    this.endWith("liveness", [], message);
  }

  private endWith(invariant: string, nodes: readonly number[], message: string): void {
    const { eventCount, nowUs } = this.cluster;
    this.over = true;
    this.conclude([{ invariant, event: eventCount, atUs: nowUs, nodes, message }]);
  }

  /** What was found at the end of the run: all of one invariant. */
  private conclude(violations: readonly Violation[]): void {
    const [first] = violations;
    if (first === undefined) return;
    if (this.mayFall && LIARS_CAUSE.includes(first.invariant)) this.fallenAtTheEnd = violations;
    else this.atTheEnd = violations;
    this.rememberFaults();
  }

  /** What nodes answer by gossip. Only where all else has settled: a cluster that did not may still be cut in two. */
  private checkGossip(members: readonly number[]): readonly Violation[] {
    const { cluster, director, judge } = this;
    return checkConvergence({
      event: cluster.eventCount,
      atUs: cluster.nowUs,
      gossipUs: cluster.nowUs - director.calm!.sinceUs,
      nodes: gossipHashes(cluster, members),
      ...lostFacts(cluster, members, judge.history),
    });
  }

  /** The calm is over: what must hold at the end of a run is judged. */
  private finish(): void {
    const { cluster, director, judge } = this;
    this.over = true;
    // Nothing more is expected of a cluster whose logs liars have set against each other.
    if (!this.options.checkers || judge.fallen.length > 0) return;
    const calm = director.calm!;
    const members = calm.members(cluster);
    if (director.phase === "settled") judge.finish(members);
    const findings = checkLiveness({
      event: cluster.eventCount,
      atUs: cluster.nowUs,
      calmUs: cluster.nowUs - calm.sinceUs,
      nodes: judge.nodeFacts().filter(({ id }) => members.includes(id)),
      leftBehind: calm.leftBehind,
      lostTerm: calm.lostTerm,
      keptTerm: calm.keptTerm,
      ...answersSince(judge.history, calm.electedAtUs),
      waitingClients: waitingClients(cluster),
    });
    this.conclude(findings.length > 0 ? findings : this.checkGossip(members));
  }
}

function liesTold({ tallies }: Cluster): Record<Lie, number> {
  return Object.fromEntries(LIES.map((lie) => [lie, tallies.get(lie) ?? 0])) as Record<Lie, number>;
}

export function failedPromise(failure: NodeFailure): string {
  if (failure.cause instanceof GuardError) return "determinism";
  if (failure.cause instanceof BrokenLaw) return STEP_LAW;
  return failure instanceof MachineFailure ? "machine-failure" : "core-assertion";
}

export function failureMessage(failure: NodeFailure): string {
  const { cause, message, node } = failure;
  if (cause instanceof GuardError) return `n${node} is not a function of its inputs: ${message}`;
  if (cause instanceof BrokenLaw) return message;
  if (failure instanceof MachineFailure) return `the machine of n${node} threw: ${message}`;
  return `n${node} contradicted itself, and a process would have ended there: ${message}`;
}
