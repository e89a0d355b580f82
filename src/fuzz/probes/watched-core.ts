import type { RaftCore, RaftView } from "../../sut/index.ts";
import type { Input, Output, Raft, Status } from "./core-types.ts";
import { beforeStep, type Law } from "./laws/law.ts";
import { allLaws } from "./laws/laws.ts";
import { countKept, countStep, STEPS_BETWEEN_COUNTS, type Work } from "./work.ts";

/**
 * The core, with laws checked in each of its steps that no run depends on, and with all that its nodes do counted in
 * `work`. A run goes on as it would without. A law that is broken ends it as a failure of the node.
 */
export function watched(core: RaftCore, work: Work = new Map()): RaftCore {
  const start: RaftCore["Raft"]["start"] = (options, durable, nowUs) =>
    new WatchedRaft(core, core.Raft.start(options, durable, nowUs), work, allLaws(options)) as unknown as Raft;
  return { ...core, Raft: { start } } as unknown as RaftCore;
}

/** Takes the place of a node's `Raft`. */
class WatchedRaft {
  private readonly core: RaftCore;
  private readonly raft: Raft;
  private readonly work: Work;
  private readonly laws: readonly Law[];
  private steps = 0;
  /** The last write that was put out, and the last that is known to be durable. */
  private lastWrite = 0;
  private reportedWrite = 0;
  private peers: Status["peers"] = [];

  constructor(core: RaftCore, raft: Raft, work: Work, laws: readonly Law[]) {
    this.core = core;
    this.raft = raft;
    this.work = work;
    this.laws = laws;
  }

  get view(): RaftView {
    return this.raft.view;
  }

  get deadlineUs(): number {
    return this.raft.deadlineUs;
  }

  status(): Status {
    return this.raft.status();
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
      this.fork(new Map()).watch(nowUs, { kind: "written", write }, new this.core.Output());
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
    for (const law of laws) law.check({ nowUs, before, input, output, view, peers });
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
