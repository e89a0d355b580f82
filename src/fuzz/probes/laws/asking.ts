import type { RaftOptions } from "../core-types.ts";
import { HardState } from "./hard-state.ts";
import { isSameReign, type Law, messageIn, type Step, sent } from "./law.ts";

/**
 * A follower asks its leader what is committed when a read comes, if no question is open; and again, when it hears from
 * it, what was not answered for a heartbeat interval.
 */
export class Asking implements Law {
  readonly about = "how a follower asks for what is committed";
  readonly source = "dissertation §6.4";
  private readonly options: RaftOptions;
  private hardState = new HardState();
  private question: { readonly context: number; readonly sentUs: number } | undefined = undefined;

  constructor(options: RaftOptions) {
    this.options = options;
  }

  check(step: Step): void {
    const { nowUs, view } = step;
    this.hardState.note(step);
    const message = messageIn(step);
    if (!isSameReign(step)) this.question = undefined;
    if (message?.kind === "read-index-response" && message.context === this.question?.context)
      this.question = undefined;
    const asked = sent(step, "read-index-request").at(-1);
    if (this.question !== undefined && asked === undefined && this.hardState.isDurable) {
      const isHeard = message?.kind === "append-request" && message.from === view.leader && message.term === view.term;
      const sinceUs = nowUs - this.question.sentUs;
      if (isHeard && view.role === "follower" && sinceUs >= this.options.heartbeatIntervalUs) {
        throw new Error(
          `n${view.leader} was asked ${sinceUs} microseconds ago what is committed, and is not asked again`,
        );
      }
    }
    if (step.input.kind === "read" && this.question === undefined && this.hardState.isDurable) {
      const { reads, rejections } = step.output;
      const waits = step.input.reads.length > reads.length + rejections.length;
      if (waits && view.role !== "leader" && asked === undefined) {
        throw new Error(`reads wait for n${view.leader}, and it is not asked what is committed`);
      }
    }
    if (asked !== undefined) this.question = { context: asked.context, sentUs: nowUs };
  }

  fork(): Asking {
    return Object.assign(new Asking(this.options), this, { hardState: this.hardState.fork() });
  }
}
