import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName } from "../words.ts";
import { SessionModel } from "./session-model.ts";

/**
 * The time of client sessions is log time, the highest stamp in the log so far, which never falls. A session that was not
 * used for too long in it is over, and so is the least recently used of too many; what is asked in one that is over is
 * refused, and in any other it is not (dissertation §6.3).
 *
 * Whoever is first to apply an entry tells: all others come to the same state.
 */
export class SessionExpiry implements Checker {
  readonly name = "session-expiry";
  readonly promisedBy = "cluster";
  readonly needs = ["sessionTimed"] as const;
  private readonly evidence: Evidence;
  private readonly model: SessionModel;
  private appliedIndex = 0;

  constructor(evidence: Evidence, model = new SessionModel(evidence.sessionLimits)) {
    this.evidence = evidence;
    this.model = model;
  }

  sessionTimed(
    node: number,
    index: number,
    stampUs: number,
    logTimeUs: number,
    client: number,
    session: number,
    sequence: number,
    isUsed: boolean,
  ): void {
    if (index <= this.appliedIndex) return;
    this.appliedIndex = index;
    const { model } = this;
    model.pass(stampUs);
    if (logTimeUs !== model.timeUs) {
      const has = `has log time ${logTimeUs} at index ${index}`;
      this.report(node, `${has}, but the highest stamp up to there is ${model.timeUs}`);
    }
    if (session === index) model.open(client, index);
    else this.judge(node, index, client, session, sequence, isUsed);
  }

  fork(evidence: Evidence): SessionExpiry {
    const copy = new SessionExpiry(evidence, this.model.fork());
    copy.appliedIndex = this.appliedIndex;
    return copy;
  }

  private judge(node: number, index: number, client: number, session: number, sequence: number, isUsed: boolean): void {
    const { model } = this;
    const objection = model.objectionTo(client, session, sequence);
    if (objection !== undefined) {
      if (isUsed) this.report(node, `used ${wordsFor(session, index)}, but ${objection}`);
      return;
    }
    if (!isUsed) this.report(node, `refused ${wordsFor(session, index)}, but ${model.standingOf(session)}`);
    model.use(session, sequence, index);
  }

  private report(node: number, what: string): void {
    this.evidence.report(this, [node], `${nodeName(node)} ${what}`);
  }
}

function wordsFor(session: number, index: number): string {
  return `session ${session} at index ${index}`;
}
