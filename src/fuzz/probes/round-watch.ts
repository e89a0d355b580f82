import type { RaftView } from "../../sut/index.ts";
import type { Output } from "./core-types.ts";
import type { Following } from "./stale-read.ts";

/** Follows the rounds in which a leader learns that it still leads (dissertation §6.4): when each of them began. */
export class RoundWatch {
  /** By round of this leadership, when it was first named. One that was told to nobody is not among them. */
  private startsUs = new Map<number, number>();

  /**
   * When the latest confirmed round began, if a round is over in this step, or one of those who waited for one hears of
   * it: by then was decided all that this leader knows of.
   */
  note(former: Following, view: RaftView, nowUs: number, output: Output): number | undefined {
    const isNew = former.role !== "leader" || former.term !== view.term;
    if (isNew || view.role !== "leader") this.startsUs = new Map();
    if (view.role !== "leader") return undefined;
    for (const message of output.messages) {
      if (message.kind !== "append-request" || message.readRound === 0) continue;
      if (!this.startsUs.has(message.readRound)) this.startsUs.set(message.readRound, nowUs);
    }
    for (const round of this.startsUs.keys()) if (round < view.confirmedRound) this.startsUs.delete(round);
    const isOver =
      output.reads.some(({ by }) => by === "read-index") ||
      output.messages.some(({ kind }) => kind === "read-index-response");
    return isOver ? this.startsUs.get(view.confirmedRound) : undefined;
  }

  fork(): RoundWatch {
    return Object.assign(new RoundWatch(), { startsUs: new Map(this.startsUs) });
  }
}
