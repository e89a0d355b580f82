import type { ObservationName, Observations } from "../../../invariants/observation.ts";
import { DEADLINE, DELIVER, READ_DONE, START, SYNCED, UNREACHABLE } from "../../sim/event-kind.ts";
import { SUPPLIED_OBSERVATIONS } from "../../sut/index.ts";
import type { Run } from "../run.ts";
import type { Chronicle, Directed, Fact, NodeState, Step } from "./chronicle.ts";
import { hitBy } from "./hit-by.ts";
import { Letters, type Present } from "./letters.ts";
import { stateAfter } from "./node-state.ts";
import { stepOfViolation } from "./violation-step.ts";

const KINDS: Readonly<Record<number, Step["kind"]>> = {
  [START]: "start",
  [DELIVER]: "message",
  [DEADLINE]: "timer",
  [SYNCED]: "synced",
  [READ_DONE]: "read",
  [UNREACHABLE]: "unreachable",
};

type WrittenStep = { -readonly [Key in keyof Step]: Step[Key] };

/** Writes down what a run does, step by step. It looks on: the run is the same without it. */
export class Recorder implements Present {
  private readonly run: Run;
  private readonly steps: Step[] = [];
  private readonly letters: Letters;
  private facts: Fact[] = [];
  private states: (NodeState | undefined)[] = [];
  private events = 0;
  private syncsFailed = 0;
  private deedsTold = 0;
  private calmHasBegun = false;
  private cuts = new Set<number>();

  constructor(run: Run) {
    this.run = run;
    this.letters = new Letters(this);
    run.cluster.network.listener = this.letters;
    run.cluster.witness.tell(factsInto((fact) => this.facts.push(fact)));
  }

  get step(): number {
    return this.steps.length;
  }

  get nowUs(): number {
    return this.run.cluster.nowUs;
  }

  /** To be called after each event, and each time that the director acted. */
  note(): void {
    const { cluster } = this.run;
    const isEvent = cluster.eventCount !== this.events;
    this.events = cluster.eventCount;
    const { handled, sent } = this.letters.takeStep();
    const { facts } = this;
    this.facts = [];
    const step: WrittenStep = {
      event: cluster.eventCount,
      atUs: cluster.nowUs,
      kind: isEvent ? this.kindOfEvent(handled) : "deeds",
      place: isEvent ? cluster.queue.endpoint : 0,
      sent,
      facts,
      states: this.changedStates(),
    };
    if (handled !== undefined) step.message = handled;
    if (isEvent) this.steps.push(step);
    else if (this.noteDirection(step)) this.steps.push(step);
  }

  finish(founders: number): Chronicle {
    const { cluster, violations } = this.run;
    return {
      nodes: cluster.nodes,
      founders,
      clients: cluster.clients,
      steps: this.steps,
      messages: this.letters.all,
      violation: violations[0],
      violationStep: stepOfViolation(this.steps, violations[0]),
    };
  }

  private kindOfEvent(handled: number | undefined): Step["kind"] {
    const { diskCounters, queue } = this.run.cluster;
    const hasFailed = diskCounters.syncsFailed !== this.syncsFailed;
    this.syncsFailed = diskCounters.syncsFailed;
    if (handled !== undefined) return "message";
    if (hasFailed) return "sync-failed";
    return KINDS[queue.kind] ?? "resume";
  }

  private changedStates(): NodeState[] {
    const { cluster } = this.run;
    const changed: NodeState[] = [];
    for (let node = 1; node <= cluster.nodes; node++) {
      const before = this.states[node];
      const state = stateAfter(before, cluster, node);
      if (state === before) continue;
      this.states[node] = state;
      changed.push(state);
    }
    return changed;
  }

  /** Adds what only a director does; false if it did nothing at all. */
  private noteDirection(step: WrittenStep): boolean {
    const { director } = this.run;
    const { deeds } = director.nemesis.journal.recording!;
    if (deeds.length > this.deedsTold) {
      step.deeds = deeds.slice(this.deedsTold).map(({ deed }) => ({ deed, nodes: hitBy(deed, step.facts) }));
      this.deedsTold = deeds.length;
    }
    this.noteCuts(step);
    if (director.calm !== undefined && !this.calmHasBegun) {
      this.calmHasBegun = true;
      step.beginsCalm = true;
    }
    const { beginsCalm, cut, facts, mended, sent, states } = step;
    return facts.length + sent.length + states.length > 0 || [step.deeds, cut, mended, beginsCalm].some(Boolean);
  }

  private noteCuts(step: WrittenStep): void {
    const { cluster } = this.run;
    const cut: Directed[] = [];
    const mended: Directed[] = [];
    for (let from = 1; from <= cluster.nodes; from++) {
      for (let to = 1; to <= cluster.nodes; to++) {
        if (from === to) continue;
        const link = from * (cluster.nodes + 1) + to;
        const isCut = cluster.isCut(from, to);
        if (isCut === this.cuts.has(link)) continue;
        (isCut ? cut : mended).push([from, to]);
        if (isCut) this.cuts.add(link);
        else this.cuts.delete(link);
      }
    }
    if (cut.length > 0) step.cut = cut;
    if (mended.length > 0) step.mended = mended;
  }
}

/** Who is told everything and makes facts of it. */
function factsInto(add: (fact: Fact) => void): Partial<Observations> {
  const onlooker: Partial<Record<ObservationName, (...args: unknown[]) => void>> = {};
  for (const name of SUPPLIED_OBSERVATIONS) onlooker[name] = (...args) => add({ name, args } as unknown as Fact);
  return onlooker as Partial<Observations>;
}
