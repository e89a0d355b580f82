import { hashTime } from "./hash.ts";
import type { Request } from "./request.ts";
import { openSession, rememberReply, type Session, useSession } from "./session.ts";

/** How much is remembered of clients, and for how long. The same on every node of a cluster. All are at least 1. */
export interface SessionLimits {
  /** One more, and the session that was used least recently goes. */
  readonly maxSessions: number;
  /** Of each session: one more, and the reply to the lowest sequence goes. */
  readonly maxReplies: number;
  /** Of all replies of all sessions: while there are more, the session used least recently goes. Undefined: any. */
  readonly maxBytes?: number;
  /** A session that was not used for longer than this, in log time, is over. */
  readonly expiryUs: number;
}

/** As the lab has them: there all replies are small. */
export const DEFAULT_SESSION_LIMITS: SessionLimits = { maxSessions: 1_000, maxReplies: 10, expiryUs: 60_000_000 };

/** How often each thing happened in the log so far. */
export interface SessionCounts {
  readonly registered: number;
  readonly expired: number;
  /** Sessions that had to make room for new ones. */
  readonly crowdedOut: number;
}

/**
 * The sessions of a cluster's clients (dissertation §6.3). It is part of the replicated state: what is in it follows
 * from the log alone. Its time is log time, the highest stamp so far in the log, so that it never falls, and so that
 * all nodes let a session expire at the same entry whatever their own clocks show.
 */
export class SessionTable {
  readonly limits: SessionLimits;
  /** Ascending by id, as they were registered. */
  private sessions: Session[] = [];
  private sessionsShared = false;
  private sessionsHash = 0;
  /** Counted only where there is a limit. */
  private repliesBytes = 0;
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

  /** The highest stamp so far. */
  get timeUs(): number {
    return this.logTimeUs;
  }

  get size(): number {
    return this.sessions.length;
  }

  /** Whether no more is remembered than may be, or by a single session. */
  get isWithinBytes(): boolean {
    return this.size <= 1 || this.repliesBytes <= (this.limits.maxBytes ?? this.repliesBytes);
  }

  get counts(): SessionCounts {
    return this.happened;
  }

  /** Ascending by id. */
  get all(): readonly Session[] {
    return this.sessions;
  }

  /** Takes up what another table was at some time: its sessions, ascending by id. This one has seen nothing yet. */
  restore(timeUs: number, counts: SessionCounts, sessions: readonly Session[]): void {
    this.logTimeUs = timeUs;
    this.happened = counts;
    this.sessions = [...sessions];
    this.sessionsHash = sessions.reduce((sum, { hash }) => (sum + hash) | 0, 0);
    this.repliesBytes = sessions.reduce((sum, session) => sum + this.bytesOf(session), 0);
    this.oldestUseUs = sessions.reduce((oldestUs, { usedAtUs }) => Math.min(oldestUs, usedAtUs), timeUs);
  }

  /** An entry with this stamp comes next in the log: sessions that were not used for too long are over. */
  passTime(stampUs: number): void {
    if (stampUs <= this.logTimeUs) return;
    this.logTimeUs = stampUs;
    if (stampUs - this.oldestUseUs > this.limits.expiryUs) this.expire();
  }

  /** Opens the session that is named after the index of its entry. */
  register(client: number, index: number): void {
    if (this.sessions.length === this.limits.maxSessions) this.crowdOut();
    const session = openSession(client, index, this.logTimeUs);
    this.own().push(session);
    this.sessionsHash = (this.sessionsHash + session.hash) | 0;
    const { crowdedOut, expired, registered } = this.happened;
    this.happened = { registered: registered + 1, expired, crowdedOut };
    this.makeRoom();
  }

  /** The client's session of that name, unless it is over. */
  find(client: number, id: number): Session | undefined {
    const session = this.sessions[this.placeOf(id)];
    return session?.id === id && session.client === client ? session : undefined;
  }

  /** A retry of a remembered command, at this index, uses the session. */
  use(session: Session, index: number): void {
    this.replace(session, useSession(session, index, this.logTimeUs));
  }

  /** A command that was new has been carried out at this index. */
  remember(session: Session, request: Request, result: unknown, index: number): void {
    this.replace(session, rememberReply(session, request, result, index, this.logTimeUs, this.limits.maxReplies));
    this.makeRoom();
  }

  /** Constant time: both tables keep the same sessions until one of them changes something. */
  fork(): SessionTable {
    const copy = new SessionTable(this.limits);
    this.sessionsShared = true;
    copy.sessions = this.sessions;
    copy.sessionsShared = true;
    copy.sessionsHash = this.sessionsHash;
    copy.repliesBytes = this.repliesBytes;
    copy.logTimeUs = this.logTimeUs;
    copy.oldestUseUs = this.oldestUseUs;
    copy.happened = this.happened;
    return copy;
  }

  private expire(): void {
    const { expiryUs } = this.limits;
    this.oldestUseUs = this.logTimeUs;
    const kept: Session[] = [];
    for (const session of this.sessions) {
      if (this.logTimeUs - session.usedAtUs > expiryUs) {
        this.forget(session);
        continue;
      }
      kept.push(session);
      if (session.usedAtUs < this.oldestUseUs) this.oldestUseUs = session.usedAtUs;
    }
    const { crowdedOut, expired, registered } = this.happened;
    this.happened = { registered, expired: expired + this.sessions.length - kept.length, crowdedOut };
    this.sessions = kept;
    this.sessionsShared = false;
  }

  /** The session that this entry used stays. */
  private makeRoom(): void {
    while (!this.isWithinBytes) this.crowdOut();
  }

  private crowdOut(): void {
    const { sessions } = this;
    let leastRecent = 0;
    for (let place = 1; place < sessions.length; place++) {
      if (sessions[place]!.usedIndex < sessions[leastRecent]!.usedIndex) leastRecent = place;
    }
    this.forget(sessions[leastRecent]!);
    this.own().splice(leastRecent, 1);
    const { crowdedOut, expired, registered } = this.happened;
    this.happened = { registered, expired, crowdedOut: crowdedOut + 1 };
  }

  private replace(session: Session, changed: Session): void {
    this.own()[this.placeOf(session.id)] = changed;
    this.forget(session);
    this.sessionsHash = (this.sessionsHash + changed.hash) | 0;
    this.repliesBytes += this.bytesOf(changed);
  }

  private forget(session: Session): void {
    this.sessionsHash = (this.sessionsHash - session.hash) | 0;
    this.repliesBytes -= this.bytesOf(session);
  }

  private bytesOf({ replies }: Session): number {
    if (this.limits.maxBytes === undefined) return 0;
    let bytes = 0;
    for (const reply of replies) bytes += reply.bytes;
    return bytes;
  }

  /** Where the session stands, or would stand. */
  private placeOf(id: number): number {
    const { sessions } = this;
    let low = 0;
    let high = sessions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sessions[middle]!.id < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private own(): Session[] {
    if (this.sessionsShared) {
      this.sessions = this.sessions.slice();
      this.sessionsShared = false;
    }
    return this.sessions;
  }
}
