import type { SessionLimits } from "../../src/machine/index.ts";

interface LiveSession {
  readonly client: number;
  usedIndex: number;
  usedAtUs: number;
  /** What it remembers, ascending. */
  readonly sequences: number[];
  /** Of the sequences up to here that it does not remember nobody knows whether they were carried out. */
  forgottenTo: number;
}

/** Which sessions there should be, by what the log says and nothing else. */
export class SessionModel {
  /** Log time: the highest stamp so far. */
  timeUs = 0;
  private readonly limits: SessionLimits;
  /** By name, the one that was used least recently first: log time never falls, so it is also the first to be over. */
  private readonly live: Map<number, LiveSession>;
  /** Why those are over that were once opened. */
  private readonly over: Map<number, string>;

  constructor(limits: SessionLimits, live = new Map<number, LiveSession>(), over = new Map<number, string>()) {
    this.limits = limits;
    this.live = live;
    this.over = over;
  }

  /** An entry with this stamp comes next in the log. */
  pass(stampUs: number): void {
    if (stampUs <= this.timeUs) return;
    this.timeUs = stampUs;
    const { expiryUs } = this.limits;
    for (const [name, { usedAtUs }] of this.live) {
      const unusedUs = stampUs - usedAtUs;
      if (unusedUs <= expiryUs) return;
      this.end(name, `it had not been used for ${unusedUs} us of log time, and is over after ${expiryUs}`);
    }
  }

  /** The entry at this index opens the session of that name. */
  open(client: number, index: number): void {
    const { maxSessions } = this.limits;
    if (this.live.size >= maxSessions) {
      const [name, { usedIndex }] = this.live.entries().next().value!;
      const least = `used last at index ${usedIndex}, the longest ago of all ${maxSessions}`;
      this.end(name, `it had made room for another at index ${index}, having been ${least}`);
    }
    this.live.set(index, { client, usedIndex: index, usedAtUs: this.timeUs, sequences: [], forgottenTo: 0 });
  }

  /** Why a client's command is to be refused in a session; undefined if it is not. */
  objectionTo(client: number, name: number, sequence: number): string | undefined {
    const session = this.live.get(name);
    if (session === undefined) return this.over.get(name) ?? "nobody had opened it";
    if (session.client !== client) return `client ${session.client} had opened it`;
    if (sequence > session.forgottenTo || session.sequences.includes(sequence)) return undefined;
    return `it remembers no more whether command ${sequence} was carried out`;
  }

  /** A command for which there is no objection uses the session. */
  use(name: number, sequence: number, index: number): void {
    const session = this.live.get(name)!;
    // It goes behind all others.
    this.live.delete(name);
    this.live.set(name, session);
    session.usedIndex = index;
    session.usedAtUs = this.timeUs;
    insert(session.sequences, sequence);
    if (session.sequences.length > this.limits.maxReplies) session.forgottenTo = session.sequences.shift()!;
  }

  /** How it stands with a session that there is. */
  standingOf(name: number): string {
    const { usedAtUs, usedIndex } = this.live.get(name)!;
    const unused = `it had been used at index ${usedIndex}, ${this.timeUs - usedAtUs} us of log time before`;
    return `${unused}, is over only after ${this.limits.expiryUs}, and had made room for nobody`;
  }

  fork(): SessionModel {
    const copyOf = (session: LiveSession) => ({ ...session, sequences: session.sequences.slice() });
    const live = new Map(Array.from(this.live, ([name, session]) => [name, copyOf(session)] as const));
    const copy = new SessionModel(this.limits, live, new Map(this.over));
    copy.timeUs = this.timeUs;
    return copy;
  }

  private end(name: number, why: string): void {
    this.live.delete(name);
    this.over.set(name, why);
  }
}

/** Puts a value in its place, unless it is there. Nearly always that is the last. */
function insert(ascending: number[], value: number): void {
  let place = ascending.length;
  while (place > 0 && ascending[place - 1]! > value) place--;
  if (place === 0 || ascending[place - 1] !== value) ascending.splice(place, 0, value);
}
