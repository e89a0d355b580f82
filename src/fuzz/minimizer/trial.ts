import type { Violation } from "../../../invariants/index.ts";
import { NO_LIMITS } from "../../chaos/index.ts";
import { withGuard } from "../../sim/index.ts";
import type { RaftCore } from "../../sut/index.ts";
import { Run } from "../run.ts";
import type { Tape } from "../tape/tape.ts";
import { type AimedDeed, AimedPlan } from "./aimed-plan.ts";
import type { Candidate } from "./candidate.ts";
import type { Effort } from "./effort.ts";
import { Mishaps } from "./mishaps.ts";
import { createTrialChoices } from "./timing.ts";
import type { TrialChoices } from "./trial-choices.ts";

/** How many events there are between two looks at what was found. */
const EVENTS_PER_LOOK = 100;

/** A candidate that broke the invariant, as it did. */
export interface Found {
  readonly candidate: Candidate;
  /** Of the same run, with all that was hit and drawn. */
  readonly tape: Tape;
  readonly violation: Violation;
  /** Nothing else broke before it. */
  readonly isFirst: boolean;
  readonly events: number;
  readonly messages: number;
}

/** What a trial looks for. */
export interface Goal {
  readonly invariant: string;
  /** Whether nothing else may break before it. */
  readonly first: boolean;
}

/** Tries candidates on a core. */
export class Laboratory {
  readonly core: RaftCore;
  readonly goal: Goal;
  readonly effort: Effort;
  private readonly mishaps: Mishaps;

  constructor(core: RaftCore, goal: Goal, effort: Effort, mishaps = new Mishaps()) {
    this.core = core;
    this.goal = goal;
    this.effort = effort;
    this.mishaps = mishaps;
  }

  /** Undefined if the candidate does not break the invariant, within so many events, or cannot be played. */
  attempt(candidate: Candidate, maxEvents: number): Found | undefined {
    this.effort.check();
    return this.unlessItFails(() => this.play(candidate, maxEvents));
  }

  /** The same, where a candidate that cannot be played is an error. */
  play(candidate: Candidate, maxEvents: number): Found | undefined {
    return this.finish(start(candidate, this.core), candidate, maxEvents);
  }

  /** The run of a candidate, before whatever happens at this time. */
  runUntil(candidate: Candidate, timeUs: number): Run {
    this.effort.check();
    const run = start(candidate, this.core);
    run.advanceUntil(timeUs - 1);
    this.effort.spend(run.cluster.eventCount);
    return run;
  }

  /** The same attempt, where a run has come to before the first deed in which its own candidate differs. */
  attemptFrom(before: Run, candidate: Candidate, maxEvents: number): Found | undefined {
    this.effort.check();
    const run = before.fork();
    const plan = run.director.plan as AimedPlan;
    plan.watch(run.cluster);
    plan.replace(candidate.deeds);
    return this.unlessItFails(() => this.finish(run, candidate, maxEvents));
  }

  /** What a trial gives; undefined if it cannot be made: that is noted, and no reason to end. */
  unlessItFails<Outcome>(trial: () => Outcome | undefined): Outcome | undefined {
    const { left } = this.effort;
    try {
      return trial();
    } catch (error) {
      this.mishaps.note(error);
      // One that could not even begin costs something too, or there would be no end of them.
      if (this.effort.left === left) this.effort.spend(0);
      return undefined;
    }
  }

  private finish(run: Run, candidate: Candidate, maxEvents: number): Found | undefined {
    const before = run.cluster.eventCount;
    let violation: Violation | undefined;
    try {
      violation = withGuard(() => this.look(run, maxEvents));
    } finally {
      this.effort.spend(run.cluster.eventCount - before);
    }
    if (violation === undefined) return undefined;
    const plan = run.director.plan as AimedPlan;
    plan.noteLast();
    return found(candidate, run, plan.done, violation);
  }

  private look(run: Run, maxEvents: number): Violation | undefined {
    for (;;) {
      const isOver = run.advance(EVENTS_PER_LOOK);
      const { violations } = run;
      const violation = violations.find(({ invariant }) => invariant === this.goal.invariant);
      const [first] = violations;
      if (violation !== undefined) return this.goal.first && first!.event < violation.event ? undefined : violation;
      if (first !== undefined && this.goal.first) return undefined;
      if (isOver || run.cluster.eventCount >= maxEvents) return undefined;
    }
  }
}

function start({ calmAtUs, deeds, endsAtUs, setup, timing }: Candidate, core: RaftCore): Run {
  const plan = new AimedPlan(deeds, calmAtUs ?? endsAtUs + 1, setup.nodes);
  const options = { nodes: setup.nodes, operations: deeds.length, seed: "", checkers: true, records: true };
  const run = Run.start(options, core, {
    ...setup,
    plan,
    budget: NO_LIMITS,
    createChoices: (_key, places) => createTrialChoices(timing, places),
    ...(calmAtUs === undefined && { endsAtUs }),
  });
  plan.watch(run.cluster);
  return run;
}

function found(candidate: Candidate, run: Run, done: readonly AimedDeed[], violation: Violation): Found {
  const { cluster, director } = run;
  const { atUs } = violation;
  const deeds = done.filter((one) => one.atUs <= atUs);
  const isInCalm = director.calm !== undefined && director.calm.sinceUs <= atUs;
  const ending = isInCalm ? { calmAtUs: director.calm!.sinceUs } : { endsAtUs: atUs };
  const departures = (cluster.choices as TrialChoices).departed.list();
  return {
    candidate: { ...candidate, deeds, calmAtUs: isInCalm ? director.calm!.sinceUs : undefined, endsAtUs: atUs },
    tape: {
      setup: candidate.setup,
      deeds: deeds.map(({ atUs, deed }) => ({ atUs, deed })),
      departures,
      ...ending,
    },
    violation,
    isFirst: run.violations[0]!.event >= violation.event,
    events: violation.event,
    messages: cluster.network.counters.sent,
  };
}
