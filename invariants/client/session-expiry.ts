import type { Checker } from "../checker.ts";
import type { Evidence } from "../evidence.ts";
import { nodeName } from "../words.ts";

/**
 * The time of client sessions is log time, the highest stamp in the log so far, which never falls; and a session that was
 * not used for too long in it is over, and used no more (dissertation §6.3).
 *
 * Whoever is first to apply an entry tells: all others come to the same state. That none is over too early is not judged
 * here: a session may also have made room for others.
 */
export class SessionExpiry implements Checker {
  readonly name = "session-expiry";
  readonly promisedBy = "cluster";
  readonly needs = ["sessionTimed"] as const;
  private readonly evidence: Evidence;
  /** By session, log time when it was used last. */
  private readonly usedAtUs: Map<number, number>;
  private logTimeUs = 0;
  private appliedIndex = 0;

  constructor(evidence: Evidence, usedAtUs = new Map<number, number>()) {
    this.evidence = evidence;
    this.usedAtUs = usedAtUs;
  }

  sessionTimed(node: number, index: number, stampUs: number, logTimeUs: number, session: number): void {
    if (index <= this.appliedIndex) return;
    this.appliedIndex = index;
    this.logTimeUs = Math.max(this.logTimeUs, stampUs);
    if (logTimeUs !== this.logTimeUs) {
      const has = `${nodeName(node)} has log time ${logTimeUs} at index ${index}`;
      this.evidence.report(this, [node], `${has}, but the highest stamp up to there is ${this.logTimeUs}`);
    }
    if (session === 0) return;
    const unusedUs = this.logTimeUs - (this.usedAtUs.get(session) ?? this.logTimeUs);
    this.usedAtUs.set(session, this.logTimeUs);
    const { sessionExpiryUs } = this.evidence;
    if (unusedUs <= sessionExpiryUs) return;
    const used = `${nodeName(node)} used session ${session} at index ${index}`;
    const over = `it had not been used for ${unusedUs} us of log time, and is over after ${sessionExpiryUs}`;
    this.evidence.report(this, [node], `${used}, but ${over}`);
  }

  fork(evidence: Evidence): SessionExpiry {
    const copy = new SessionExpiry(evidence, new Map(this.usedAtUs));
    copy.logTimeUs = this.logTimeUs;
    copy.appliedIndex = this.appliedIndex;
    return copy;
  }
}
