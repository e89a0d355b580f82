import { hashTime } from "./hash.ts";
import { openSession, type RememberedReply, recallReply, rememberReply, type Session, useSession } from "./session.ts";

/** How much is remembered of clients, and for how long. The same on every node of a cluster. All are at least 1. */
export interface SessionLimits {
  /** One more, and the session that was used least recently goes. */
  readonly maxSessions: number;
  /** Of each session: one more, and the reply to the lowest sequence goes. */
  readonly maxReplies: number;
  /** A session that was not used for longer than this, in log time, is over. */
  readonly expiryUs: number;
}

export const DEFAULT_SESSION_LIMITS: SessionLimits = { maxSessions: 1_000, maxReplies: 10, expiryUs: 60_000_000 };

/** How often each thing happened in the log so far. */
export interface SessionCounts {
  registered: number;
  expired: number;
  /** Sessions that had to make room for new ones. */
  crowdedOut: number;
}

/**
 * The sessions of a cluster's clients (dissertation §6.3). It is part of the replicated state: what is in it follows from
 * the log alone. Its time is log time, the highest stamp so far in the log, so that it never falls, and so that all nodes
 * let a session expire at the same entry whatever their own clocks show.
 */
export class SessionTable {
  private readonly limits: SessionLimits;
  private sessions = new Map<number, Session>();
  private sessionsShared = false;
  private sessionsHash = 0;
  private logTimeUs = 0;
  /** No session was used last before this. */
  private oldestUseUs = 0;
  private happened: SessionCounts = { registered: 0, expired: 0, crowdedOut: 0 };

  constructor(limits: SessionLimits) {
    this.limits = limits;
  }

  /** A 32-bit integer hash of log time and of all sessions, their order included; 0 at first. */
  get hash(): number {
    return this.logTimeUs === 0 ? this.sessionsHash : (this.sessionsHash + hashTime(this.logTimeUs, 0)) | 0;
  }

  get size(): number {
    return this.sessions.size;
  }

  get counts(): Readonly<SessionCounts> {
    return this.happened;
  }

  /** An entry with this stamp comes next in the log: sessions that were not used for too long are over. */
  passTime(stampUs: number): void {
    if (stampUs <= this.logTimeUs) return;
    this.logTimeUs = stampUs;
    if (stampUs - this.oldestUseUs > this.limits.expiryUs) this.expire();
  }

  /** Opens the session that is named after the index of its entry. */
  register(index: number): void {
    if (this.sessions.size === this.limits.maxSessions) this.crowdOut();
    const session = openSession(index, this.logTimeUs);
    this.own().set(index, session);
    this.sessionsHash = (this.sessionsHash + session.hash) | 0;
    this.happened.registered++;
  }

  /** What came of a command, or "new" if it may be carried out now. "Forgotten" where there is no such session, too. */
  recall(id: number, sequence: number): RememberedReply | "new" | "forgotten" {
    const session = this.sessions.get(id);
    return session === undefined ? "forgotten" : recallReply(session, sequence);
  }

  /** A retry of a remembered command, at this index, uses the session. */
  use(id: number, index: number): void {
    const session = this.sessionOf(id);
    this.replace(session, useSession(session, index, this.logTimeUs));
  }

  /** A command that was new has been carried out at this index. */
  remember(id: number, sequence: number, result: unknown, index: number): void {
    const session = this.sessionOf(id);
    this.replace(session, rememberReply(session, sequence, result, index, this.logTimeUs, this.limits.maxReplies));
  }

  /** Constant time: both tables keep the same sessions until one of them changes something. */
  fork(): SessionTable {
    const copy = new SessionTable(this.limits);
    this.sessionsShared = true;
    copy.sessions = this.sessions;
    copy.sessionsShared = true;
    copy.sessionsHash = this.sessionsHash;
    copy.logTimeUs = this.logTimeUs;
    copy.oldestUseUs = this.oldestUseUs;
    copy.happened = { ...this.happened };
    return copy;
  }

  private expire(): void {
    this.oldestUseUs = this.logTimeUs;
    for (const session of this.sessions.values()) {
      if (this.logTimeUs - session.usedAtUs > this.limits.expiryUs) {
        this.drop(session);
        this.happened.expired++;
      } else if (session.usedAtUs < this.oldestUseUs) this.oldestUseUs = session.usedAtUs;
    }
  }

  private crowdOut(): void {
    let leastRecent: Session | undefined;
    for (const session of this.sessions.values()) {
      if (leastRecent === undefined || session.usedIndex < leastRecent.usedIndex) leastRecent = session;
    }
    this.drop(leastRecent!);
    this.happened.crowdedOut++;
  }

  private sessionOf(id: number): Session {
    const session = this.sessions.get(id);
    if (session === undefined) throw new Error(`There is no session ${id} among ${this.sessions.size}.`);
    return session;
  }

  private replace(session: Session, changed: Session): void {
    this.own().set(session.id, changed);
    this.sessionsHash = (this.sessionsHash - session.hash + changed.hash) | 0;
  }

  private drop(session: Session): void {
    this.own().delete(session.id);
    this.sessionsHash = (this.sessionsHash - session.hash) | 0;
  }

  private own(): Map<number, Session> {
    if (this.sessionsShared) {
      this.sessions = new Map(this.sessions);
      this.sessionsShared = false;
    }
    return this.sessions;
  }
}
