import {
  DEFAULT_IDEMPOTENCY_LIMITS,
  fingerprintOf,
  type IdempotencyLimits,
  IdempotencyTable,
} from "./idempotency-table.ts";
import type { Machine } from "./machine.ts";
import type { Asked, OneShot } from "./request.ts";
import { recallReply } from "./session.ts";
import type { SessionCounts, SessionLimits } from "./session-table.ts";
import { SessionTable } from "./session-table.ts";
import type { StampedRequest } from "./stamped-request.ts";

/** What came of an entry. */
export interface Answer {
  readonly outcome: "applied" | "registered" | "session-expired" | "idempotency-key-reused";
  /** Applied: where in the log the command was carried out. Registered: the session. Otherwise 0. */
  readonly index: number;
  /** Applied: the machine's answer. Otherwise undefined. */
  readonly result: unknown;
}

const SESSION_EXPIRED: Answer = { outcome: "session-expired", index: 0, result: undefined };
const KEY_REUSED: Answer = { outcome: "idempotency-key-reused", index: 0, result: undefined };

/**
 * A machine behind the sessions of its clients: each command is carried out once, however often it stands in the log. A
 * retry is given the first answer. Where that is not known any more, the command is not carried out. A command without a
 * session is carried out once if it has an idempotency key, as long as that is remembered.
 */
export class SessionMachine {
  private readonly machine: Machine<unknown, unknown>;
  private readonly table: SessionTable;
  private readonly keys: IdempotencyTable;

  private constructor(machine: Machine<unknown, unknown>, table: SessionTable, keys: IdempotencyTable) {
    this.machine = machine;
    this.table = table;
    this.keys = keys;
  }

  /** `machine` has applied nothing. Its answers are frozen plain data. */
  static create(
    machine: Machine<unknown, unknown>,
    sessions: SessionLimits,
    keys: IdempotencyLimits = DEFAULT_IDEMPOTENCY_LIMITS,
  ): SessionMachine {
    return new SessionMachine(machine, new SessionTable(sessions), new IdempotencyTable(keys));
  }

  /** Of the machine, the sessions and the idempotency keys together. */
  get stateHash(): number {
    return (this.machine.stateHash + this.table.hash + this.keys.hash) | 0;
  }

  /** The only time that the machine knows: the highest stamp in the log so far. */
  get logTimeUs(): number {
    return this.table.timeUs;
  }

  get sessionCounts(): SessionCounts {
    return this.table.counts;
  }

  /** Carries out what the entry at `index` asks for. */
  apply({ asked, atUs }: StampedRequest<Asked>, index: number): Answer {
    const { keys, machine, table } = this;
    table.passTime(atUs);
    keys.passTime(table.timeUs);
    if (asked.kind === "one-shot") return this.carryOutOnce(asked, index);
    if (asked.kind === "registration") {
      table.register(asked.client, index);
      return { outcome: "registered", index, result: undefined };
    }
    const session = table.find(asked.client, asked.session);
    if (session === undefined) return SESSION_EXPIRED;
    const earlier = recallReply(session, asked.sequence);
    if (earlier === "forgotten") return SESSION_EXPIRED;
    if (earlier !== "new") {
      table.use(session, index);
      return { outcome: "applied", index: earlier.index, result: earlier.result };
    }
    const result = machine.apply(asked.command);
    table.remember(session, asked.sequence, result, index);
    return { outcome: "applied", index, result };
  }

  /** Asks the machine as it is; no session is needed, and none is used. */
  query(command: unknown): unknown {
    if (this.machine.query === undefined) throw new Error("The machine cannot be asked without an entry in the log.");
    return this.machine.query(command);
  }

  fork(): SessionMachine {
    return new SessionMachine(this.machine.fork(), this.table.fork(), this.keys.fork());
  }

  /** Without a key nobody can tell a copy from another command, so it is carried out. */
  private carryOutOnce({ command, idempotencyKey }: OneShot, index: number): Answer {
    const { keys, machine, table } = this;
    if (idempotencyKey === undefined) return { outcome: "applied", index, result: machine.apply(command) };
    const fingerprint = fingerprintOf(command);
    const earlier = keys.find(idempotencyKey);
    if (earlier === undefined) {
      const result = machine.apply(command);
      keys.remember(idempotencyKey, fingerprint, result, index, table.timeUs);
      return { outcome: "applied", index, result };
    }
    const [first, second] = earlier.fingerprint;
    if (first !== fingerprint[0] || second !== fingerprint[1]) return KEY_REUSED;
    return { outcome: "applied", index: earlier.index, result: earlier.result };
  }
}
