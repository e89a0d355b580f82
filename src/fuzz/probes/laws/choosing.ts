import type { RaftOptions } from "../core-types.ts";
import { type Law, messageIn, type Step } from "./law.ts";

/** Whom a leader chooses to take over is the voter in contact that lacks least (dissertation §3.10). */
export class Choosing implements Law {
  readonly about = "who is chosen to take over";
  readonly source = "dissertation §3.10";
  private readonly options: RaftOptions;
  private term = 0;
  /** By follower, when it was last heard from in this term. */
  private heard = new Map<number, number>();

  constructor(options: RaftOptions) {
    this.options = options;
  }

  check(step: Step): void {
    const { before, input, nowUs, output, peers, view } = step;
    if (view.term !== this.term || view.role !== "leader") this.heard = new Map();
    this.term = view.term;
    const message = messageIn(step);
    if (message?.kind === "append-response" || message?.kind === "snapshot-response") {
      if (view.role === "leader" && message.term === view.term) this.heard.set(message.from, nowUs);
    }
    if (input.kind !== "transfer" || input.to !== 0 || before.role !== "leader" || view.role !== "leader") return;
    if (output.rejections.some(({ of, reason }) => of === "transfer" && reason !== "no-other-voter")) return;
    const chosen = peers.find(({ id }) => id === view.transferTo);
    for (const { id, matchIndex } of peers) {
      const sinceUs = nowUs - (this.heard.get(id) ?? Number.NEGATIVE_INFINITY);
      if (!view.configuration.voters.includes(id) || sinceUs >= this.options.electionTimeoutUs) continue;
      if (chosen !== undefined && matchIndex <= chosen.matchIndex) continue;
      throw new Error(`n${view.transferTo} is to take over, and n${id}, which has entries up to ${matchIndex}, is not`);
    }
  }

  fork(): Choosing {
    const copy = new Choosing(this.options);
    copy.term = this.term;
    copy.heard = new Map(this.heard);
    return copy;
  }
}
