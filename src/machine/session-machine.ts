import type { Machine } from "./machine.ts";
import { recallReply } from "./session.ts";
import type { SessionCounts, SessionLimits } from "./session-table.ts";
import { SessionTable } from "./session-table.ts";
import type { StampedRequest } from "./stamped-request.ts";

/** What came of an entry. */
export interface Answer {
  readonly outcome: "applied" | "registered" | "session-expired";
  /** Applied: where in the log the command was carried out. Registered: the session. Session expired: 0. */
  readonly index: number;
  /** Applied: the machine's answer. Otherwise undefined. */
  readonly result: unknown;
}

const SESSION_EXPIRED: Answer = { outcome: "session-expired", index: 0, result: undefined };

/**
 * A machine behind the sessions of its clients: each command is carried out once, however often it stands in the log. A
 * retry is given the first answer. Where that is not known any more, the command is not carried out.
 */
export class SessionMachine {
  private readonly machine: Machine<unknown, unknown>;
  private readonly table: SessionTable;

  private constructor(machine: Machine<unknown, unknown>, table: SessionTable) {
    this.machine = machine;
    this.table = table;
  }

  /** `machine` has applied nothing. Its answers are frozen plain data. */
  static create(machine: Machine<unknown, unknown>, limits: SessionLimits): SessionMachine {
    return new SessionMachine(machine, new SessionTable(limits));
  }

  /** Of the machine and the sessions together. */
  get stateHash(): number {
    return (this.machine.stateHash + this.table.hash) | 0;
  }

  /** The only time that the machine knows: the highest stamp in the log so far. */
  get logTimeUs(): number {
    return this.table.timeUs;
  }

  get sessionCounts(): SessionCounts {
    return this.table.counts;
  }

  /** Carries out what the entry at `index` asks for. */
  apply({ asked, atUs }: StampedRequest, index: number): Answer {
    const { machine, table } = this;
    table.passTime(atUs);
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
    return new SessionMachine(this.machine.fork(), this.table.fork());
  }
}
