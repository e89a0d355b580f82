import type { RaftCore } from "../../sut/index.ts";
import { asBrokenLaw, describeInput, describeNode, underLaw } from "./broken-law.ts";
import type { Input, Output, Raft, Status } from "./core-types.ts";
import { beforeStep, type Law, type Step } from "./laws/law.ts";
import { allLaws } from "./laws/laws.ts";
import { StandIn, startedAs } from "./stand-in.ts";
import { countKept, countStep, STEPS_BETWEEN_COUNTS, type Work } from "./work.ts";

/**
 * The core, with laws checked in each of its steps that no run depends on, and with all that its nodes do counted in
 * `work`, if somebody wants to know. A run goes on as it would without. A law that is broken ends it as a failure of the
 * node.
 */
export function watched(core: RaftCore, work?: Work): RaftCore {
  return startedAs(
    core,
    (options, durable, nowUs) =>
      new WatchedRaft(core, core.Raft.start(options, durable, nowUs), work, allLaws(options)),
  );
}

class WatchedRaft extends StandIn {
  private readonly work: Work | undefined;
  private readonly laws: readonly Law[];
  private steps = 0;
  /** The last write that was put out, and the last that is known to be durable. */
  private lastWrite = 0;
  private reportedWrite = 0;
  private peers: Status["peers"] = [];

  constructor(core: RaftCore, raft: Raft, work: Work | undefined, laws: readonly Law[]) {
    super(core, raft);
    this.work = work;
    this.laws = laws;
  }

  step(nowUs: number, input: Input, output: Output): void {
    this.watch(nowUs, input, output);
    if (input.kind === "message" && input.message.kind === "snapshot-request") this.checkReports(nowUs);
  }

  /**
   * What follows from a piece of a snapshot may hang from which report of a write comes next: one that was made before, or
   * that of the last write.
   */
  private checkReports(nowUs: number): void {
    for (const write of [this.reportedWrite, this.lastWrite]) {
      const input = { kind: "written", write } as const;
      const tell = (message: string): string =>
        `A copy of ${describeNode(this.view)} was given ${describeInput(input)}: ${message}`;
      underLaw(() => this.fork(undefined).watch(nowUs, input, new this.core.Output()), tell);
    }
  }

  private watch(nowUs: number, input: Input, output: Output): void {
    const { laws, raft, view, work } = this;
    const before = beforeStep(view, this.peers, input);
    raft.step(nowUs, input, output);
    this.peers = view.role === "leader" ? raft.status().peers : [];
    const { peers } = this;
    if (input.kind === "written") this.reportedWrite = Math.max(this.reportedWrite, input.write);
    this.lastWrite = output.writes.at(-1)?.number ?? this.lastWrite;
    const step = { nowUs, before, input, output, view, peers };
    for (const law of laws) holdTo(law, step);
    if (work === undefined) return;
    countStep(work, input, output);
    if (this.steps++ % STEPS_BETWEEN_COUNTS === 0) countKept(work, view);
  }

  fork(work = this.work): WatchedRaft {
    const laws = this.laws.map((law) => law.fork());
    const copy = new WatchedRaft(this.core, this.raft.fork(), work, laws);
    copy.reportedWrite = this.reportedWrite;
    copy.lastWrite = this.lastWrite;
    copy.steps = this.steps;
    copy.peers = this.peers;
    return copy;
  }
}

/** Not by `underLaw`: there are many laws in each step. */
function holdTo(law: Law, step: Step): void {
  try {
    law.check(step);
  } catch (error) {
    throw asBrokenLaw(error, (message) => describeBreach(law, step, message));
  }
}

function describeBreach({ about, source }: Law, { before, input, view }: Step, message: string): string {
  const node = describeNode({ ...before, id: view.id });
  return `${node} was given ${describeInput(input)}, and broke the law of ${about} (${source}): ${message}`;
}
