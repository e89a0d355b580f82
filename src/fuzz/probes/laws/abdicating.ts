import type { RaftOptions } from "../core-types.ts";
import { type Law, messageIn, type Step } from "./law.ts";
import { isQuorumOf } from "./quorums.ts";

/**
 * Where check-quorum is on, a leader looks once in an election timeout whether it has heard from a quorum of both halves
 * within the last one, and steps down if it has not, and only then (dissertation §6.2).
 */
export class Abdicating implements Law {
  readonly about = "when a leader that is not heard steps down";
  readonly source = "dissertation §6.2";
  private readonly options: RaftOptions;
  /** By when the leader has to look the next time. */
  private dueUs = 0;
  /** By follower, when it was last heard from. A new one has as long as if it had just been heard. */
  private heardUs = new Map<number, number>();

  constructor(options: RaftOptions) {
    this.options = options;
  }

  check(step: Step): void {
    const { before, nowUs, output, view } = step;
    if (!this.options.checkQuorum) return;
    if (before.role === "leader" && step.input.kind === "deadline" && nowUs >= this.dueUs) this.checkDue(step);
    if (before.role !== "leader" || before.term !== view.term) {
      this.dueUs = nowUs + this.options.electionTimeoutUs;
      this.heardUs = new Map();
    }
    if (view.role !== "leader") return;
    this.noteHeard(step);
    if (output.deadlineUs <= this.dueUs) return;
    throw new Error(`its quorum is to be looked at by ${this.dueUs}, and the next deadline is ${output.deadlineUs}`);
  }

  fork(): Abdicating {
    return Object.assign(new Abdicating(this.options), this, { heardUs: new Map(this.heardUs) });
  }

  private noteHeard(step: Step): void {
    const message = messageIn(step);
    const isAnswer = message?.kind === "append-response" || message?.kind === "snapshot-response";
    if (isAnswer && message.term === step.view.term) this.heardUs.set(message.from, step.nowUs);
    const heardUs = new Map<number, number>();
    for (const { id } of step.peers) heardUs.set(id, this.heardUs.get(id) ?? step.nowUs);
    this.heardUs = heardUs;
  }

  private checkDue({ before, nowUs, view }: Step): void {
    const { electionTimeoutUs } = this.options;
    this.dueUs = nowUs + electionTimeoutUs;
    const heard = new Set([view.id]);
    for (const [id, heardUs] of this.heardUs) if (nowUs - heardUs < electionTimeoutUs) heard.add(id);
    const isHeard = isQuorumOf(before.configuration, heard);
    if (isHeard === (view.role === "leader")) return;
    throw new Error(
      isHeard
        ? `it was heard by ${[...heard]} within ${electionTimeoutUs} microseconds, a quorum, and steps down`
        : `it was heard by none but ${[...heard]} within ${electionTimeoutUs} microseconds, and goes on to lead`,
    );
  }
}
